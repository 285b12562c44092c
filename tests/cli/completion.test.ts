import { expect } from "chai";
import { captureOutput } from "local-cloud/testing";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { completion } from "../../cli/completion";
import { listWords } from "../../cli/completion/list-words";
import { statusCommand } from "../../cli/status/options";
import { makeTaskCommand, tasks } from "../../cli/sync/options";
import { root } from "../end-to-end/local-run";

describe("npm run completion", function () {
    this.timeout(60_000);

    async function print(shell: string): Promise<{ code: number; text: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await completion([shell], output, errors);
        return { code, text: output.text(), errors: errors.text() };
    }

    describe("for bash", () => {
        let script: string;

        before(async () => {
            script = (await print("bash")).text;
        });

        /** What bash offers where the line ends, in a folder. */
        async function complete(line: string, { cwd = root, before = "" } = {}): Promise<string[]> {
            const words = line.split(" ");
            const ask = `
                ${before}
                ${script}
                COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
                COMP_CWORD=${words.length - 1}
                _stripe_eventbridge npm
                printf '%s\\n' "\${COMPREPLY[@]}"`;
            const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", ask], { cwd });
            return stdout.split("\n").filter((word) => word !== "");
        }

        it("offers a command's options, and those that begin as what is typed", async () => {
            const all = statusCommand().options.map(({ long }) => long);

            expect(await complete("npm run status -- ")).to.have.members([...all, "--help"]);
            expect(await complete("npm run status -- --w")).to.deep.equal(["--watch"]);
            expect(await complete("npm start -- --str")).to.deep.equal(["--stripe-port", "--strict"]);
            expect(await complete("npm run status -- --stack prod --ch")).to.deep.equal(["--check"]);
        });

        it("offers tasks, and after a task its own options", async () => {
            expect(await complete("npm run sync -- re")).to.deep.equal(["reconcile", "recover"]);
            expect(await complete("npm run sync -- reconcile --re")).to.deep.equal(["--repair"]);
            expect(await complete("npm run sync -- backfill --re")).to.deep.equal(["--restart"]);
        });

        it("leaves everything else to npm's own completion, where it is loaded", async () => {
            const before = "_npm_completion() { COMPREPLY=(npm-says-so); }";

            expect(await complete("npm run sta")).to.deep.equal([]);
            expect(await complete("npm run sta", { before })).to.deep.equal(["npm-says-so"]);
            expect(await complete("npm run status -- --w", { before, cwd: "/" })).to.deep.equal(["npm-says-so"]);
        });

        it("is bash, and for zsh the same under its own emulation", async () => {
            const zsh = await print("zsh");

            expect(zsh.text).to.equal(`autoload -U +X bashcompinit && bashcompinit\n${script}`);
            await promisify(execFile)("bash", ["-n", "-c", script]);
        });
    });

    it("knows the tasks and options of the commands as commander has them", async () => {
        const words = await listWords();

        for (const task of tasks) {
            const own = makeTaskCommand(task).options.map(({ long }) => long);
            expect(words[`sync ${task}`], task).to.have.members([...own, "--help"]);
        }
        expect(words.start).to.include("--aws-port");
        expect(Object.values(words).flat().length).to.be.greaterThan(50);
    });

    it("has a line for each command and task in fish", async () => {
        const { code, text } = await print("fish");

        expect(code).to.equal(0);
        expect(text.match(/^complete -c npm /gm)).to.have.length(Object.keys(await listWords()).length);
        expect(text).to.contain(`-n '__stripe_eventbridge "sync reconcile"' -a '--kinds `);
    });

    it("names the shells that it knows", async () => {
        expect(await print("tcsh")).to.deep.equal({
            code: 1,
            text: "",
            errors: 'error: "tcsh" is none of the shells: name one of bash, zsh, fish\n',
        });
    });
});
