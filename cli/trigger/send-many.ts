import { type EventOutcome, listFailures } from "./outcome";
import type { SendResult } from "./post-event";

/** What is sent, and with what. */
export interface SendManyDeps<Event extends { id: string }> {
    count: number;
    /** How many are posted at a time. */
    concurrency: number;
    make: () => Event;
    /** Resolves once the event is taken; rejects when it is not. */
    send: (event: Event) => Promise<SendResult>;
    /** Called before an event is posted. */
    prepare: (event: Event) => Promise<void>;
    /** Resolves once the event is settled; rejects when it is not in time. */
    settled: (eventId: string) => Promise<EventOutcome>;
    /** Milliseconds, from any start. */
    now: () => number;
    /** Called as events are done with, for good or ill. */
    onDone: (done: number) => void;
}

/** Half of the times were at most `p50`, and 99 of 100 at most `p99`. In milliseconds. */
export interface Times {
    p50: number;
    p99: number;
}

/** How it went. */
export interface Summary {
    count: number;
    /** How many were recorded, and failed nowhere. */
    done: number;
    /** Those, by the ledger's outcome. */
    outcomes: Record<string, number>;
    /** The others, by what went wrong. */
    failures: Record<string, number>;
    seconds: number;
    /** Events done with, a second. */
    perSecond: number;
    /** From posting to the webhook's answer. */
    answered: Times;
    /** From posting until all subscriptions had it, as often as that is looked for. */
    settled: Times;
}

/** How many events a poster lets be on their way to the ledger before it waits for the first of them. */
const maxConcurrent = 50;

/** Sends many events, and waits until all that were accepted are settled. */
export async function sendMany<Event extends { id: string }>(deps: SendManyDeps<Event>): Promise<Summary> {
    const { count, concurrency, make, prepare, send, settled, now, onDone } = deps;
    const outcomes = new Map<string, number>();
    const failures = new Map<string, number>();
    const answered: number[] = [];
    const applied: number[] = [];
    let made = 0;
    let finished = 0;

    const finish = (results: Map<string, number>, what: string): void => {
        results.set(what, (results.get(what) ?? 0) + 1);
        onDone(++finished);
    };
    const follow = async (id: string, start: number): Promise<void> => {
        try {
            const { outcome, subscribers } = await settled(id);
            const [failure] = listFailures(subscribers);
            if (failure !== undefined) {
                finish(failures, failure.replaceAll(id, "an event"));
                return;
            }
            applied.push(now() - start);
            finish(outcomes, outcome ?? "no outcome");
        } catch (error) {
            // Each names its event; counted together they must not.
            finish(failures, (error as Error).message.replaceAll(id, "an event"));
        }
    };
    const poster = async (): Promise<void> => {
        const underWay: Promise<void>[] = [];
        while (made < count) {
            made++;
            const event = make();
            try {
                await prepare(event);
                const start = now();
                const { milliseconds } = await send(event);
                answered.push(milliseconds);
                underWay.push(follow(event.id, start));
            } catch (error) {
                finish(failures, (error as Error).message);
            }
            if (underWay.length >= maxConcurrent) {
                await underWay.shift();
            }
        }
        await Promise.all(underWay);
    };

    const begin = now();
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, poster));
    const seconds = (now() - begin) / 1000;
    return {
        count,
        done: applied.length,
        outcomes: Object.fromEntries(outcomes),
        failures: Object.fromEntries(failures),
        seconds,
        perSecond: seconds === 0 ? 0 : applied.length / seconds,
        answered: times(answered),
        settled: times(applied),
    };
}

function times(milliseconds: readonly number[]): Times {
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const percentile = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
    return { p50: percentile(50), p99: percentile(99) };
}
