import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud } from "../../src/cloud";
import { type EvaluatedProgram, ProgramEvaluator } from "../../src/program";
import { until } from "../../src/testing/until";
import { LiveProgram, type ProgramNews } from "../../src/tool/live-program";

/** Evaluates nothing, and notes whether it was to prepare an evaluation. */
class IdleEvaluator extends ProgramEvaluator {
    prepared = false;

    override prepare(): void {
        this.prepared = true;
    }

    override evaluate(): Promise<EvaluatedProgram> {
        return Promise.resolve({ resources: [], outputs: {}, sources: [] });
    }
}

describe("LiveProgram", function () {
    this.timeout(60_000);

    it("tells that an evaluation takes long, and ends it when it is told to", async () => {
        const folder = await mkdtemp(path.join(tmpdir(), "program-"));
        const main = path.join(folder, "index.ts");
        await writeFile(main, "while (true) {}\n");
        const cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        const interrupted = new AbortController();
        const news: ProgramNews[] = [];
        const program = new LiveProgram({
            cloud,
            readProject: () => ({ name: "endless", stack: "dev", folder, main, config: {}, secretKeys: [] }),
            buildInfo: undefined,
            signal: interrupted.signal,
            report(one) {
                news.push(one);
                interrupted.abort();
            },
            longMs: 50,
        });

        const outcome = await program.start().catch((error: Error) => error);
        await program.stop();
        await cloud.stop();
        await rm(folder, { recursive: true });

        expect(news).to.deep.equal([{ evaluatingSeconds: 0.05 }]);
        expect(outcome).to.be.instanceOf(Error);
    });

    for (const [what, prepareAfterMs, prepared] of [
        ["starts the process of the next evaluation once the program has been up for a while", 1, true],
        ["starts none for a next evaluation when it ends sooner", 60_000, false],
    ] as const) {
        it(what, async () => {
            const folder = await mkdtemp(path.join(tmpdir(), "program-"));
            const cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
            const evaluator = new IdleEvaluator();
            const project = { name: "idle", stack: "dev", folder, main: folder, config: {}, secretKeys: [] };
            const program = new LiveProgram({
                cloud,
                evaluator,
                readProject: () => project,
                buildInfo: undefined,
                signal: new AbortController().signal,
                report: () => undefined,
                prepareAfterMs,
            });

            await program.start();
            await (prepared && until("it is prepared", () => evaluator.prepared));
            await program.stop();
            await cloud.stop();
            await rm(folder, { recursive: true });

            expect(evaluator.prepared).to.equal(prepared);
        });
    }
});
