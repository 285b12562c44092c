import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { seededChooser } from "stripe-events";
import { postAll } from "./post";
import type { ProcessId } from "./process-tree";
import { Recorded } from "./recorded";
import { leftAfter, StartedSystem } from "./started-system";
import { livesWithEvents, shuffled, wrongItems } from "./workload";

export interface CrashOptions {
    events: number;
    concurrency: number;
    /** How often the whole process tree is killed. */
    kills: number;
    /** What the events and the moments are made from. */
    seed: number;
}

/** One end by SIGKILL, and the start after it. */
export interface Kill {
    /** How many events were acknowledged by then. */
    acknowledged: number;
    /** How many processes there were. */
    processes: number;
    /** How many of them still ran two seconds later. */
    left: number;
    /** How long the next start took until it took events again, in seconds. */
    startSeconds: number;
}

export interface CrashReport extends CrashOptions {
    killed: Kill[];
    acknowledged: number;
    /** Posts without a 200, by why; each was posted again. */
    refusals: Record<string, number>;
    /** Acknowledged events that the ledger does not have. */
    missing: string[];
    /** Ledger entries that belong to no event, or to one that has another. */
    surplus: string[];
    wrongItems: string[];
    /** Messages in the dead-letter queues. */
    deadLetters: number;
    /** Processes that outlived the last, orderly end. */
    left: number;
    seconds: number;
}

/** How long what SIGKILL did not reach may take to end by itself: function processes, in sessions of their own. */
const graceMs = 2000;
/** The longest time from the acknowledgement that a kill was set for to the kill, in milliseconds. */
const maxDelay = 100;

/**
 * Posts events to the system as `npm start` runs it, kills all of it at random moments, starts it again on the same
 * data, and goes on; then looks whether every acknowledged event is in the ledger exactly once, and every item right.
 */
export async function crash(options: CrashOptions): Promise<CrashReport> {
    const { events: count, concurrency, kills, seed } = options;
    const began = performance.now();
    const choose = seededChooser(seed);
    const lives = livesWithEvents(count, choose);
    const events = shuffled(
        lives.flatMap((life) => life.events),
        choose,
    );
    const moments = Array.from({ length: kills }, () => ({
        acknowledged: 1 + choose(count - 1),
        delay: choose(maxDelay),
    })).sort((a, b) => a.acknowledged - b.acknowledged);
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-crash-"));
    const killed: Kill[] = [];
    let system = StartedSystem.start(folder);
    let acknowledged = 0;
    let crashing: Promise<void> | undefined;

    const killAndStart = async (delay: number) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        const at = acknowledged;
        const tree = await (await system).kill();
        const left = leftAfter(tree, graceMs);
        // Not after `left`: who starts it again after a crash does not look first, either.
        system = StartedSystem.start(folder);
        const { startMs } = await system;
        killed.push({
            acknowledged: at,
            processes: tree.length,
            left: (await left).length,
            startSeconds: startMs / 1000,
        });
    };
    const crashInTime = () => {
        const [next] = moments;
        if (next !== undefined && next.acknowledged <= acknowledged && crashing === undefined) {
            moments.shift();
            crashing = killAndStart(next.delay).finally(() => {
                crashing = undefined;
                crashInTime();
            });
            // Whoever waits for the system sees the failure.
            crashing.catch(() => undefined);
        }
    };

    let tree: ProcessId[] = [];
    try {
        const refusals = await postAll(
            events.map((event) => JSON.stringify(event)),
            {
                concurrency,
                webhook: async () => {
                    const { ready } = await system;
                    return { url: ready.outputs.webhookUrl, secret: ready.signingSecret };
                },
                onAcknowledged: (now) => {
                    acknowledged = now;
                    crashInTime();
                },
            },
        );
        while (crashing !== undefined) {
            await crashing;
        }
        const last = await system;
        const recorded = new Recorded(last.aws, last.ready.outputs);
        await recorded.waitForLedger(count);
        const ledger = (await recorded.ledger()).map(({ eventId }) => eventId);
        const known = new Set(ledger);
        const ids = new Set(events.map(({ id }) => id));
        const report = {
            ...options,
            killed,
            acknowledged,
            refusals,
            missing: [...ids].filter((id) => !known.has(id)),
            surplus: ledger.filter((id, index) => !ids.has(id) || ledger.indexOf(id) !== index),
            wrongItems: wrongItems(lives, await recorded.items()),
            deadLetters: await recorded.deadLetters(),
        };
        recorded.close();
        tree = await last.stop();
        return { ...report, left: (await leftAfter(tree, 0)).length, seconds: (performance.now() - began) / 1000 };
    } finally {
        if (tree.length === 0) {
            await system.then((one) => one.kill()).catch(() => undefined);
        }
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
