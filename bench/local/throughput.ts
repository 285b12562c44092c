import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { seededChooser } from "stripe-events";
import { startBareServer } from "./bare-server";
import { postAll, type Webhook } from "../../tests/support/chaos/post";
import { Recorded } from "../../tests/support/chaos/recorded";
import { StartedSystem } from "../../tests/support/chaos/started-system";
import { percentiles, type Times } from "./percentiles";
import { processorTime } from "./usage";
import { livesWithEvents } from "../../tests/support/chaos/workload";

export interface Throughput {
    concurrency: number;
    events: number;
    /** Events a second, from the first post until the last is in the ledger. */
    applied: number;
    /** Events a second, from the first post to the last acknowledgement. */
    acknowledged: number;
    /** The same posts a second to a bare `node:http` server. */
    bare: number;
    /** `applied` as a part of `bare`. */
    ratio: number;
    /** From the post to the answer. */
    answer: Times;
    /** From the post to what the ledger says as `recordedAt`, which is taken right before the write. */
    record: Times;
    /** Processor milliseconds an event: of the local cloud, and of the functions. Undefined where there is no /proc. */
    cpu: { cloud: number; functions: number } | undefined;
}

export interface ThroughputOptions {
    events: number;
    concurrencies: readonly number[];
    seed: number;
    /** Called with each line of results. */
    onResult: (result: Throughput) => void;
}

/** How many events go first, so that functions are warm. */
const warmUp = 200;

/** How fast events go from the post to the ledger, against a bare server that does nothing with the same posts. */
export async function throughput(options: ThroughputOptions): Promise<Throughput[]> {
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-throughput-"));
    const bareServer = await startBareServer();
    let system: StartedSystem | undefined;
    try {
        system = await StartedSystem.start(folder);
        const { ready } = system;
        const recorded = new Recorded(system.aws, ready.outputs);
        const ours = { url: ready.outputs.webhookUrl, secret: ready.signingSecret };
        const theirs = { url: bareServer.url, secret: ready.signingSecret };
        const choose = seededChooser(options.seed);
        const batch = (events: number, name: string) =>
            livesWithEvents(events, choose, `${name}_`).flatMap((life) => life.events);
        const first = batch(warmUp, "warm");
        await timed(first, theirs, 16);
        await timed(first, ours, 16);
        await recorded.waitForLedger(warmUp);

        const results: Throughput[] = [];
        let before = warmUp;
        for (const concurrency of options.concurrencies) {
            const events = batch(options.events, `c${concurrency}`);
            const bare = await timed(events, theirs, concurrency);
            const cpuBefore = processorTime(system.pid);
            const began = performance.now();
            const posted = await timed(events, ours, concurrency);
            before += events.length;
            await recorded.waitForLedger(before);
            const seconds = (performance.now() - began) / 1000;
            const cpuAfter = processorTime(system.pid);
            const entries = new Map((await recorded.ledger()).map(({ eventId, recordedAt }) => [eventId, recordedAt]));
            const records = events.map(({ id }, index) => Date.parse(entries.get(id) ?? "") - (posted.at[index] ?? 0));
            const each = (ms: (used: NonNullable<typeof cpuBefore>) => number) =>
                cpuBefore && cpuAfter ? (ms(cpuAfter) - ms(cpuBefore)) / events.length : 0;
            const result: Throughput = {
                concurrency,
                events: events.length,
                applied: events.length / seconds,
                acknowledged: events.length / posted.seconds,
                bare: events.length / bare.seconds,
                ratio: bare.seconds / seconds,
                answer: percentiles(posted.answers),
                record: percentiles(records),
                cpu: cpuBefore && { cloud: each(({ own }) => own), functions: each(({ others }) => others) },
            };
            results.push(result);
            options.onResult(result);
        }
        recorded.close();
        return results;
    } finally {
        bareServer.stop();
        await system?.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}

interface Posted {
    seconds: number;
    /** Milliseconds to each answer. */
    answers: number[];
    /** When each event was posted, in milliseconds since the epoch. */
    at: number[];
}

async function timed(events: readonly object[], webhook: Webhook, concurrency: number): Promise<Posted> {
    const answers: number[] = [];
    const at: number[] = [];
    const texts = events.map((event) => JSON.stringify(event));
    const began = performance.now();
    await postAll(texts, {
        concurrency,
        webhook: () => Promise.resolve(webhook),
        onAcknowledged: (_, index, milliseconds) => {
            answers[index] = milliseconds;
            at[index] = Date.now() - milliseconds;
        },
    });
    return { seconds: (performance.now() - began) / 1000, answers, at };
}
