import { systemClock } from "local-cloud";
import { seededChooser } from "stripe-events";

import { signingSecret, startLocalRun } from "../../end-to-end/local-run";
import { postAll } from "./post";
import { functionProcesses } from "./process-tree";
import { Recorded } from "./recorded";
import { shuffled, subscriptionLives, wrongItems } from "./workload";

export interface ConvergeOptions {
    subscriptions: number;
    /** How many posts there are, duplicates and all. */
    posts: number;
    concurrency: number;
    /** How many function processes are killed. */
    kills: number;
    /** What the events, their order and the moments are made from. */
    seed: number;
}

export interface ConvergeReport extends ConvergeOptions {
    /** How many of the posts are not another's duplicate. */
    events: number;
    /** Function processes that were killed. */
    killed: number;
    /** Posts without a 200, by why; each was posted again. */
    refusals: Record<string, number>;
    /** Ledger entries by outcome. */
    outcomes: Record<string, number>;
    missing: string[];
    wrongItems: string[];
    /** Items that say that their events do not tell the true state. */
    ambiguous: number;
    deadLetters: number;
    seconds: number;
}

/** Retries after one and two minutes take a tenth and a fifth of a second. */
const speed = 600;

/**
 * Posts the lives of subscriptions, shuffled and with duplicates, to the program on the local cloud, while function
 * processes are killed; then looks whether every item is what the events say, in their true order.
 */
export async function converge(options: ConvergeOptions): Promise<ConvergeReport> {
    const { subscriptions, posts, concurrency, kills, seed } = options;
    const began = performance.now();
    const choose = seededChooser(seed);
    const lives = subscriptionLives(subscriptions, choose, { best: 8 });
    const events = lives.flatMap((life) => life.events);
    const duplicates = Array.from({ length: Math.max(0, posts - events.length) }, () => choose(events.length));
    const texts = shuffled([...events, ...duplicates.map((index) => events[index])], choose).map((event) =>
        JSON.stringify(event),
    );
    const moments = new Set(Array.from({ length: kills }, (_, kill) => Math.ceil(((kill + 1) * posts) / (kills + 1))));
    const run = await startLocalRun({ clock: systemClock(speed) });
    try {
        let killed = 0;
        const refusals = await postAll(texts, {
            concurrency,
            webhook: () => Promise.resolve({ url: run.outputs.webhookUrl, secret: signingSecret }),
            onAcknowledged: (acknowledged) => {
                if (moments.has(acknowledged)) {
                    const running = functionProcesses(process.pid);
                    const victim = running[choose(running.length)];
                    killed += victim !== undefined && kill(victim) ? 1 : 0;
                }
            },
        });
        const recorded = new Recorded(run.aws, run.outputs);
        await recorded.waitForLedger(events.length);
        const ledger = await recorded.ledger();
        const items = await recorded.items();
        const known = new Set(ledger.map(({ eventId }) => eventId));
        const outcomes: Record<string, number> = {};
        ledger.forEach(({ outcome }) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1));
        const deadLetters = await recorded.deadLetters();
        recorded.close();
        return {
            ...options,
            posts: texts.length,
            events: events.length,
            killed,
            refusals,
            outcomes,
            missing: events.map(({ id }) => id).filter((id) => !known.has(id)),
            wrongItems: wrongItems(lives, items),
            ambiguous: items.filter(({ ambiguous }) => ambiguous === true).length,
            deadLetters,
            seconds: (performance.now() - began) / 1000,
        };
    } finally {
        await run.stop();
    }
}

/** Whether it was still there to be killed. */
function kill(pid: number): boolean {
    try {
        return process.kill(pid, "SIGKILL");
    } catch {
        return false;
    }
}
