import { type LocalStripe, startLocalStripe } from "local-stripe";
import { stories as allStories } from "local-stripe/stories";
import { until } from "local-cloud/testing";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { seededChooser } from "stripe-events";
import { signingSecret } from "../../end-to-end/local-run";
import { ChaosRun } from "./chaos-run";
import { compareWithStripe, keysOfEvents, keysOfObjects, listEvents } from "./differences";
import { Recorded } from "./recorded";
import { isSelected, readSideEffects, type SideEffects } from "./side-effects";
import { tellStories } from "./tell-stories";
import { waitForEvents } from "./wait-for-events";

export interface InStepOptions {
    /** How many stories are told. */
    stories: number;
    /** The share of webhooks that Stripe never delivers. */
    drop: number;
    /** The share of those that it delivers twice. */
    duplicate: number;
    /** How many function processes are killed. */
    kills: number;
    /** How long the webhook refuses connections once a post was refused, in milliseconds. */
    downMs: number;
    /** What stories, faults and moments are made from. */
    seed: number;
}

export interface InStepReport extends InStepOptions {
    events: number;
    dropped: number;
    duplicated: number;
    /** Webhooks that were not acknowledged, by why; each came again. */
    refusals: Record<string, number>;
    /** Function processes that were killed, or ended with the rest. */
    killed: number;
    /** Objects that were not as Stripe has them: after all webhooks, and after the missed events were found. */
    drifted: { afterWebhooks: number; afterRecovery: number };
    /** Events that did not get into the ledger. */
    missing: string[];
    /** Objects that are not as Stripe has them in the end. */
    differences: string[];
    /** How many items there are of each kind. */
    kinds: Record<string, number>;
    /** Events of a handler with `once`. */
    once: SideEffects & { events: number };
    deadLetters: number;
    seconds: number;
}

/** Lambda tries again after three and six seconds; Stripe, after a second and then six. */
const cloudSpeed = 20;
const stripeSpeed = 300;
/** Older events and changes are not on their way any more: handlers/sync/. */
const quietMs = 10 * 60_000;

/**
 * Tells stories to the local run, whose webhooks get lost, come twice and in any order, whose functions are killed, and
 * which is down for a while; then does what its schedules do, and compares every object with Stripe's.
 */
export async function stayInStep(options: InStepOptions): Promise<InStepReport> {
    const { stories: count, drop, duplicate, kills, downMs, seed } = options;
    const began = performance.now();
    const choose = seededChooser(seed);
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-in-step-"));
    const sideEffects = path.join(folder, "side-effects");
    const refusals: Record<string, number> = {};
    let delivered = 0;
    let ahead = 0;
    let stripe: LocalStripe | undefined;
    let run: ChaosRun | undefined;
    let recorded: Recorded | undefined;
    try {
        stripe = await startLocalStripe({
            port: 0,
            speed: stripeSpeed,
            now: () => Date.now() + ahead,
            log: ({ delivered: isDelivered, status }) => {
                delivered += Number(isDelivered);
                if (!isDelivered) {
                    refusals[status] = (refusals[status] ?? 0) + 1;
                }
            },
        });
        const { url: stripeUrl, secretKey: stripeKey } = stripe;
        run = await ChaosRun.start({ folder, speed: cloudSpeed, stripeUrl, stripeKey, sideEffects });
        const { aws, outputs } = run;
        recorded = new Recorded(aws, outputs);
        const { webhookUrl: url } = outputs;
        stripe.registerEndpoint({ id: "we_1", url, secret: signingSecret, enabledEvents: ["*"] });
        const told = await tell(stripe, count, { drop, duplicate, shuffle: true, seed: String(seed) });
        const arriving = told.filter(({ isDropped }) => !isDropped);

        const havingDelivered = (share: number) =>
            until(`${share} of ${arriving.length} events`, () => delivered >= Math.floor(share * arriving.length), 120);
        for (let trouble = 1; trouble <= kills + 1; trouble++) {
            await havingDelivered(trouble / (kills + 2));
            if (trouble === Math.ceil((kills + 1) / 2)) {
                // A short outage can fall between two posts, which would test nothing.
                await run.goDown(async () => {
                    await until("a refused post", () => refusals.ECONNREFUSED);
                    await wait(downMs);
                });
            } else {
                run.killFunction(choose);
            }
        }

        const late = await waitForEvents(
            arriving.map(({ event }) => event.id),
            { aws, outputs },
        );
        const events = [...listEvents(stripe.state)];
        // Of some kinds Stripe has no list, and of some changes it makes no event.
        const keys = [...keysOfObjects(stripe.state), ...keysOfEvents(events)];
        const afterWebhooks = await compareWithStripe(stripe.state, recorded, keys);
        ahead = quietMs;
        await run.runSchedule("sync-recover");
        const missing = await waitForEvents(
            told.map(({ event }) => event.id),
            { aws, outputs },
        );
        const afterRecovery = await compareWithStripe(stripe.state, recorded, keys);
        await run.runSchedule("sync-reconcile");
        const { kinds, differences } = await compareWithStripe(stripe.state, recorded, keys);
        const selected = events.filter(isSelected).map(({ id }) => id);
        return {
            ...options,
            events: told.length,
            dropped: told.length - arriving.length,
            duplicated: arriving.filter(({ isDuplicated }) => isDuplicated).length,
            refusals,
            killed: run.killed.size,
            drifted: {
                afterWebhooks: afterWebhooks.differences.length,
                afterRecovery: afterRecovery.differences.length,
            },
            missing: [...new Set([...late, ...missing])],
            differences,
            kinds,
            once: { events: selected.length, ...(await readSideEffects(sideEffects, selected, run.killed)) },
            deadLetters: await recorded.deadLetters(),
            seconds: (performance.now() - began) / 1000,
        };
    } finally {
        recorded?.close();
        await stripe?.close();
        await run?.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}

/** Tells so many stories, of as many kinds as there are. */
async function tell(
    stripe: LocalStripe,
    count: number,
    asked: Omit<Parameters<typeof tellStories>[1], "name" | "count">,
) {
    const told = await Promise.all(
        allStories.map(async ({ name }, index) => {
            const share = Math.floor((count + allStories.length - 1 - index) / allStories.length);
            return share === 0 ? [] : tellStories(stripe, { ...asked, name, count: share });
        }),
    );
    return told.flat();
}
