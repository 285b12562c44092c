import { percentiles, type Times } from "../local/percentiles";
import { ChangesRun } from "./changes-run";
import { makeSubscriptionEvent } from "./subscription-event";

export interface Delay {
    /** How many events are on their way at a time. */
    concurrency: number;
    events: number;
    /** From when the write is in the table until the handler is called. */
    delay: Times;
}

/** How many events go first, so that functions are warm. */
const warmUp = 50;

/** What the poison does to the others: 100 objects, of which one fails until its retries are spent. */
export interface Poison {
    /** The others' delays. */
    delay: Times;
    /** How many of them waited for the poison: longer than Lambda waits until its first retry. */
    waited: number;
    others: number;
}

/** Before the first retry, as the local cloud has it. AWS does not say. */
const firstRetryMs = 1000;

/** How long a change is on its way from the table to the handler; beside others, and beside one that fails. */
export async function measureDelays(
    events: number,
    onResult: (result: Delay) => void,
): Promise<{ delays: Delay[]; poison: Poison }> {
    const run = await ChangesRun.start("log");
    try {
        await putAll(run, warmUp, 16, "warm");
        const delays: Delay[] = [];
        for (const concurrency of [1, 16]) {
            const ids = await putAll(run, events, concurrency, `c${concurrency}`);
            const result = { concurrency, events, delay: percentiles(run.delays(ids)) };
            delays.push(result);
            onResult(result);
        }
        const many = Array.from({ length: 100 }, (_, index) => makeSubscriptionEvent("many", index, index === 50));
        const others = many.map(({ id }) => id).filter((_, index) => index !== 50);
        await run.put(many);
        await run.handled(others);
        const waits = run.delays(others);
        const waited = waits.filter((milliseconds) => milliseconds > firstRetryMs).length;
        return { delays, poison: { delay: percentiles(waits), waited, others: others.length } };
    } finally {
        await run.stop();
    }
}

/** Puts events on the bus, `concurrency` at a time: the next when the handler was called for one. */
async function putAll(run: ChangesRun, count: number, concurrency: number, name: string): Promise<string[]> {
    const events = Array.from({ length: count }, (_, index) => makeSubscriptionEvent(name, index));
    const left = [...events];
    const lanes = Array.from({ length: concurrency }, async () => {
        for (let event = left.shift(); event !== undefined; event = left.shift()) {
            await run.put([event]);
            await run.handled([event.id]);
        }
    });
    await Promise.all(lanes);
    return events.map(({ id }) => id);
}
