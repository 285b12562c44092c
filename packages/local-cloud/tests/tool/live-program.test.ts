import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { LiveProgram, type ProgramNews } from "../../src/tool/live-program";
import { Cloud } from "../../src/cloud";

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
});
