import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { Store } from "../../../../src/store";
import type { AsyncInvocation } from "../../../../src/services/lambda/invocation/async-invocation";
import { until } from "../../../../src/testing/until";
import { isAlive } from "../lambda-fixture";

describe("when Lambda's own process is killed", () => {
    it("functions end too, even busy ones, and what was accepted is kept", async () => {
        const folder = await mkdtemp(join(tmpdir(), "lambda-crash-"));
        const parent = spawn(
            process.execPath,
            ["-r", require.resolve("../../../../typescript.cjs"), join(__dirname, "crash-parent.ts"), folder],
            { stdio: ["ignore", "pipe", "inherit"] },
        );
        let output = "";
        parent.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        const running = () => [...output.matchAll(/^pid (\d+) (\w+)$/gm)];
        await until("both functions run", () => running().length === 2);
        const pids = running().map((match) => Number(match[1]));
        const alive = pids.filter(isAlive);

        parent.kill("SIGKILL");
        await once(parent, "close");
        await until("both functions have ended", () => !pids.some(isAlive));

        const store = Store.open(join(folder, "store"));
        const kept: string[] = [];
        for await (const [, { requestId }] of store.collection<AsyncInvocation>("lambda.invocations").entries()) {
            kept.push(requestId);
        }
        store.close();
        await rm(folder, { recursive: true });
        expect(alive).to.deep.equal(pids);
        expect(kept).to.deep.equal(["waits", "busy"]);
    });
});
