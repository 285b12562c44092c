import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { seededChooser } from "stripe-events";
import { postAll } from "../../tests/support/chaos/post";
import { functionProcesses } from "../../tests/support/chaos/process-tree";
import { Recorded } from "../../tests/support/chaos/recorded";
import { StartedSystem } from "../../tests/support/chaos/started-system";
import { residentMegabytes } from "./usage";
import { livesWithEvents } from "../../tests/support/chaos/workload";

/** What is held after so many events. */
export interface MemorySample {
    events: number;
    /** What the local cloud's own process holds once all garbage is collected, in megabytes. */
    live: number;
    /** The first sample's `live` is the baseline of this ratio. */
    ratio: number;
    /** The resident set of the same process, in megabytes: with garbage in it, and the database's pages. */
    resident: number;
    /** The resident set of the largest process that runs a function, in megabytes. */
    largestFunction: number;
}

export interface MemoryOptions {
    events: number;
    concurrency: number;
    seed: number;
    onSample: (sample: MemorySample) => void;
}

const batchSize = 1000;

/** What memory the local cloud holds after 1,000 events, and after more. */
export async function memory({ events, concurrency, seed, onSample }: MemoryOptions): Promise<MemorySample[]> {
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-memory-"));
    let system: StartedSystem | undefined;
    try {
        const { aws, pid, ready } = (system = await StartedSystem.start(folder));
        const recorded = new Recorded(aws, ready.outputs);
        const choose = seededChooser(seed);
        const samples: MemorySample[] = [];
        const step = Math.max(batchSize, Math.ceil(events / 10 / batchSize) * batchSize);
        for (let posted = 0; posted < events;) {
            const size = Math.min(batchSize, events - posted);
            const batch = livesWithEvents(size, choose, `${posted}_`).flatMap((life) => life.events);
            await postAll(
                batch.map((event) => JSON.stringify(event)),
                {
                    concurrency,
                    webhook: () => Promise.resolve({ url: ready.outputs.webhookUrl, secret: ready.signingSecret }),
                    onAcknowledged: () => undefined,
                },
            );
            posted += size;
            if (posted === batchSize || posted % step === 0 || posted === events) {
                const applied = await recorded.waitForLedger(posted);
                if (applied !== posted) {
                    throw new Error(`${posted} events were acknowledged, but only ${applied} are in the ledger`);
                }
                const resident = residentMegabytes(pid);
                const live = await system.liveMegabytes();
                const sample = {
                    events: posted,
                    live,
                    ratio: live / (samples[0]?.live ?? live),
                    resident,
                    largestFunction: Math.max(...functionProcesses(pid).map(residentMegabytes)),
                };
                samples.push(sample);
                onSample(sample);
            }
        }
        recorded.close();
        return samples;
    } finally {
        await system?.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
