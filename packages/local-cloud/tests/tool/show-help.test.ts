import { expect } from "chai";

import { showHelp } from "../../src/tool/show-help";
import { Terminal } from "../../src/tool/terminal";
import { captureOutput } from "../../testing";

const help = `Usage: npm run x

Does something to things
that are there.

  npm run x -- --every-option that --makes-it longer-than-a-line

Words that are written for
a wide terminal.
`;

describe("showHelp", () => {
    function show(columns: number, isTTY = true): string {
        const output = Object.assign(captureOutput(isTTY), { columns });
        showHelp(new Terminal({ output, environment: {} }), help);
        return output.text();
    }

    it("breaks paragraphs where the terminal ends, and leaves commands whole", () => {
        expect(show(40)).to.equal(`Usage: npm run x

Does something to things that are there.

  npm run x -- --every-option that --makes-it longer-than-a-line

Words that are written for a wide
terminal.
`);
    });

    it("leaves a file's as it is", () => {
        expect(show(40, false)).to.equal(help);
    });
});
