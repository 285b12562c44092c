import { expect } from "chai";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { captureOutput, type RunningProcess, runProcess, shows } from "local-cloud/testing";
import { console as consoleCommand } from "../../cli/console";
import type { StackView } from "../../console/model/stack";
import { root } from "../end-to-end/local-run";
import { type FakeStack, startFakeStack } from "./fake-stack";

describe("npm run console", function () {
    this.timeout(60_000);
    let stack: FakeStack;
    let folder: string;
    let run: RunningProcess | undefined;

    beforeEach(async () => {
        stack = await startFakeStack();
        folder = mkdtempSync(path.join(tmpdir(), "console-"));
    });

    afterEach(async () => {
        run?.child.kill("SIGKILL");
        await run?.ended;
        run = undefined;
        rmSync(folder, { recursive: true });
        await stack.close();
    });

    async function serve(...args: string[]): Promise<string> {
        const command = [path.join(root, "cli/run.cjs"), "console", "--port", "0", "--json", ...args];
        const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
        run = runProcess(process.execPath, command, { cwd: root, env });
        await shows(run, '"ready"');
        return (JSON.parse(run.output) as { console: string }).console;
    }

    async function askForStack(url: string): Promise<StackView> {
        const entered = await fetch(url, { redirect: "manual" });
        const headers = { cookie: entered.headers.get("set-cookie")?.split(";")[0] ?? "" };
        return (await (await fetch(new URL("/api/stack", url), { headers })).json()) as StackView;
    }

    it("serves a deployed stack by its name, read-only if asked, until it is interrupted", async () => {
        const outputs = { ...(await readOutputs()), metricsNamespace: "StripeEventBridge/shop__prod" };
        writeFileSync(path.join(folder, "pulumi"), `#!/bin/sh\necho '${JSON.stringify(outputs)}'\n`);
        chmodSync(path.join(folder, "pulumi"), 0o755);

        const view = await askForStack(await serve("--stack", "prod", "--read-only"));
        run?.child.kill("SIGINT");

        expect(view).to.deep.include({
            place: "prod",
            region: "eu-central-1",
            isLocal: false,
            isReadOnly: true,
            stories: [],
        });
        expect(await run?.ended).to.equal(0);
    });

    it("serves the local cloud when no stack is named", async () => {
        const view = await askForStack(await serve("--aws-endpoint", stack.url));

        expect(view).to.deep.include({ place: "local", isLocal: true, isReadOnly: false });
    });

    it("says at once where there is nothing to show, or no port", async () => {
        const errorOf = async (...args: string[]) => {
            const errors = captureOutput();
            expect(await consoleCommand(args, captureOutput(), errors)).to.equal(1);
            return errors.text();
        };
        const { port } = new URL(stack.url);

        const noPort = await errorOf("--aws-endpoint", stack.url, "--port", port);
        await stack.close();
        const noCloud = await errorOf("--aws-endpoint", stack.url);

        expect(noPort).to.equal(`error: the port ${port} is in use: --port takes another\n`);
        expect(noCloud).to.contain(`no local cloud listens at ${stack.url}`);
    });

    async function readOutputs(): Promise<object> {
        const response = await fetch(`${stack.url}/_local/health`);
        return ((await response.json()) as { outputs: object }).outputs;
    }
});
