import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const loader = path.resolve(__dirname, "../typescript.cjs");

/** A text that no process has seen. */
const unseen = () => `${process.pid} ${performance.now()}`;

const code = (text: string) => `
interface Answer {
    text: string;
    madeNow: boolean;
}

export const answer: Answer = { text: "${text}", madeNow: Object.keys(require.cache).some((one) => /esbuild.lib/.test(one)) };
console.log(JSON.stringify(answer));
`;

describe("TypeScript that is required", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "typescript-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function run(text: string, name = "a.ts"): string {
        const file = path.join(folder, name);
        writeFileSync(file, text);
        return execFileSync(process.execPath, ["-r", loader, file], { encoding: "utf8" });
    }

    it("is made JavaScript once, by whichever process is first", () => {
        const text = unseen();

        expect(JSON.parse(run(code(text)))).to.deep.equal({ text, madeNow: true });
        expect(JSON.parse(run(code(text)))).to.deep.equal({ text, madeNow: false });
    });

    it("is made anew once it has changed", () => {
        const [before, after] = [unseen(), unseen()];

        run(code(before));

        expect(JSON.parse(run(code(after)))).to.deep.equal({ text: after, madeNow: true });
    });

    it("is where stack traces lead to, made now or before", () => {
        const failing = `
interface Reason {
    why: string;
}

// ${unseen()}
function fail({ why }: Reason): never {
    throw new TypeError(why);
}

try {
    fail({ why: "on purpose" });
} catch (error) {
    console.log((error as Error).stack);
}
`;
        const file = path.join(folder, "a.ts");
        const stack = [
            "TypeError: on purpose",
            `    at fail (${file}:8:11)`,
            `    at Object.<anonymous> (${file}:12:5)`,
        ];

        expect(run(failing).split("\n").slice(0, 3)).to.deep.equal(stack);
        expect(run(failing).split("\n").slice(0, 3)).to.deep.equal(stack);
    });
});
