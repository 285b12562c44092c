import { type LocalStripe, startLocalStripe } from "local-stripe";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { type LocalRun, signingSecret, startLocalRun } from "../../end-to-end/local-run";
import { countRequests } from "./count-requests";
import { compareWithStripe, keysOfEvents, keysOfObjects, listEvents } from "./differences";
import { startLiveCustomers } from "./live-customers";
import { makeObjects } from "./many-objects";
import { Recorded } from "./recorded";
import { startSync, type SyncResult } from "./sync-process";
import { waitForEvents } from "./wait-for-events";

export interface BackfillOptions {
    /** How many objects Stripe has before the backfill begins. */
    objects: number;
    /** Meanwhile a customer subscribes and cancels each time that so many seconds have passed, with live webhooks. */
    customerSeconds: number;
    /** How many requests a second Stripe is sent. */
    rate: number;
    /** What objects are made from. */
    seed: number;
    /** Whether the backfill is killed when half of the objects are there, and started again. */
    isKilled: boolean;
}

export interface BackfillReport extends BackfillOptions {
    /** Each run of the command; the last is the one that came to its end. */
    runs: SyncResult[];
    /** The objects that the last run read. */
    read: number;
    /** Whether the last run went on from where another was stopped. */
    resumed: boolean;
    /** Requests to Stripe's API. */
    requests: number;
    /** Events of what happened at Stripe meanwhile. */
    events: number;
    /** Webhooks that were not acknowledged, by why; each came again. */
    refusals: Record<string, number>;
    /** Events that are not in the ledger. */
    missing: string[];
    /** How many items there are. */
    items: number;
    differences: string[];
    deadLetters: number;
}

/** A webhook that fails comes again after a second, and not after five minutes. */
const retrySpeed = 300;
/** How often items are counted, in milliseconds: a count takes the local cloud some of them. */
const lookMs = 100;

/**
 * Has `npm run sync -- backfill` fill the state of the local run from a Stripe that has many objects, while customers come and go;
 * then compares every item with its object.
 */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
    const { objects, customerSeconds, rate, seed, isKilled } = options;
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-backfill-"));
    const refusals: Record<string, number> = {};
    let stripe: LocalStripe | undefined;
    let run: LocalRun | undefined;
    let recorded: Recorded | undefined;
    try {
        stripe = await startLocalStripe({
            port: 0,
            file: path.join(folder, "stripe.sqlite"),
            speed: retrySpeed,
            log: ({ delivered, status }) => {
                if (!delivered) {
                    refusals[status] = (refusals[status] ?? 0) + 1;
                }
            },
        });
        await makeObjects(stripe, objects, seed);
        run = await startLocalRun();
        recorded = new Recorded(run.aws, run.outputs);
        stripe.registerEndpoint({
            id: "we_1",
            url: run.outputs.webhookUrl,
            secret: signingSecret,
            enabledEvents: ["*"],
        });
        const keys = keysOfObjects(stripe.state);
        const live = startLiveCustomers(stripe, customerSeconds);
        const stopCounting = countRequests(stripe.url);
        const args = [
            "backfill",
            "--rate",
            String(rate),
            "--aws-endpoint",
            run.aws.endpoint,
            "--stripe-url",
            stripe.url,
        ];
        const runs: SyncResult[] = [];
        if (isKilled) {
            const first = startSync(args);
            while ((await recorded.countItems()) < objects / 2) {
                await wait(lookMs);
            }
            first.kill();
            runs.push(await first.ended);
        }
        const last = await startSync(args).ended;
        runs.push(last);
        const requests = stopCounting();
        await live.stop();
        const events = [...listEvents(stripe.state)];
        const missing = await waitForEvents(
            events.map(({ id }) => id),
            run,
        );
        const expected = [...keys, ...keysOfEvents(events)];
        const { kinds, differences } = await compareWithStripe(stripe.state, recorded, expected);
        const { read, resumed } = (last.results.at(-1) ?? {}) as { read?: number; resumed?: boolean };
        return {
            ...options,
            runs,
            read: read ?? 0,
            resumed: resumed ?? false,
            requests,
            events: events.length,
            refusals,
            missing,
            items: Object.values(kinds).reduce((sum, count) => sum + count, 0),
            differences,
            deadLetters: await recorded.deadLetters(),
        };
    } finally {
        recorded?.close();
        await stripe?.close();
        await run?.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
