import { expect } from "chai";
import { build } from "esbuild";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { SourcePlaces } from "../../../../cli/start/live/source-places";

describe("SourcePlaces", () => {
    let project: string;
    let artefact: string;
    let deployed: string;

    beforeEach(async () => {
        project = realpathSync(mkdtempSync(path.join(tmpdir(), "places-")));
        artefact = path.join(project, "node_modules/.cache/any-program/tickets-0123.js");
        deployed = path.join(project, ".local/functions/4567/index.js");
        mkdirSync(path.join(project, "node_modules/printer"), { recursive: true });
        writeFileSync(
            path.join(project, "node_modules/printer/index.js"),
            'exports.print = (text) => { throw new TypeError("out of paper: " + text); };\n',
        );
        writeFileSync(
            path.join(project, "index.ts"),
            'import { print } from "printer";\n\nexport const handler = (text: string) => {\n    print(text);\n};\n',
        );
        await build({
            entryPoints: [path.join(project, "index.ts")],
            outfile: artefact,
            bundle: true,
            minify: true,
            platform: "node",
            sourcemap: "external",
        });
        mkdirSync(path.dirname(deployed), { recursive: true });
        cpSync(artefact, deployed);
    });

    afterEach(() => rmSync(project, { recursive: true }));

    function trace(): string[] {
        // oxlint-disable-next-line typescript/no-require-imports -- as the runtime loads a function
        const { handler } = require(deployed) as { handler: (text: string) => void };
        try {
            handler("hello");
        } catch (error) {
            return (error as Error).stack?.split("\n") ?? [];
        }
        return [];
    }

    it("leads a stack to the program's own line, past those of packages", async () => {
        expect(await new SourcePlaces(project).findPlace(trace())).to.equal("index.ts:4:5");
    });

    it("tells nothing of code that is no artefact's", async () => {
        const lines = trace();
        writeFileSync(artefact, "another();");

        expect(await new SourcePlaces(project).findPlace(lines)).to.equal(undefined);
    });

    it("tells nothing where there is no stack, no file and no cache", async () => {
        const places = new SourcePlaces(path.join(project, "elsewhere"));

        expect(await places.findPlace([])).to.equal(undefined);
        expect(await places.findPlace(["    at handler (/no/such/index.js:1:2)", "    at <anonymous>"])).to.equal(
            undefined,
        );
    });
});
