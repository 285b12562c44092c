import { expect } from "chai";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
};

/** What a process wrote, and its exit code. */
interface Ended {
    code: number | null;
    output: string;
    errors: string;
}

/** @param closed a stream whose reader goes before anything is written, as `| head` does */
function run(command: string, args: string[], { cwd = root, closed }: { cwd?: string; closed?: "stdout" } = {}) {
    // Without the packages' commands, which npm would add where they are installed.
    const PATH = [path.dirname(process.execPath), "/usr/bin", "/bin"].join(":");
    const child = spawn(command, args, { cwd, env: { ...process.env, PATH } });
    const ended: Ended = { code: null, output: "", errors: "" };
    child.stderr.on("data", (chunk: Buffer) => (ended.errors += chunk.toString()));
    if (closed === undefined) {
        child.stdout.on("data", (chunk: Buffer) => (ended.output += chunk.toString()));
    } else {
        child[closed].destroy();
    }
    return new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ ...ended, code })));
}

/** The names that `cli/run.cjs` knows. */
function commandNames(): string[] {
    const table = readFileSync(path.join(root, "cli/run.cjs"), "utf8");
    return [...table.matchAll(/^ {4}(\w+): "/gm)].map(([, name = ""]) => name);
}

describe("running a command", function () {
    this.timeout(60_000);

    describe("in a fresh clone, without node_modules", () => {
        let folder: string;

        before(() => {
            folder = mkdtempSync(path.join(tmpdir(), "fresh-clone-"));
            ["cli", "bench", "packages/local-cloud/bin", "package.json"].forEach((name) =>
                cpSync(path.join(root, name), path.join(folder, name), { recursive: true }),
            );
        });

        after(() => rmSync(folder, { recursive: true }));

        for (const [name, script] of Object.entries(scripts)) {
            it(`says in one sentence what npm run ${name} lacks`, async () => {
                const ended = await run("/bin/sh", ["-c", script], { cwd: folder });

                expect(ended).to.deep.equal({
                    code: 1,
                    output: "",
                    errors: 'error: dependencies are not installed: run "npm ci"\n',
                });
            });
        }
    });

    for (const name of commandNames()) {
        it(`ends ${name} without a word when nobody reads on`, async () => {
            const ended = await run(process.execPath, ["cli/run.cjs", name, "--help"], { closed: "stdout" });

            expect(ended).to.deep.equal({ code: 0, output: "", errors: "" });
        });
    }

    it("gives the command its arguments, and the command's exit code", async () => {
        const listed = await run(process.execPath, ["cli/run.cjs", "trigger", "--list"]);
        const refused = await run(process.execPath, ["cli/run.cjs", "trigger", "no.such.event"]);

        expect(listed.output).to.contain("customer.subscription.created\n");
        expect(listed.code).to.equal(0);
        expect(refused.errors).to.match(/^error: "no.such.event" is not an event type/);
        expect(refused.code).to.equal(1);
    });
});
