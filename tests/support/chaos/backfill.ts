import { type LocalStripe, startLocalStripe } from "local-stripe";
import { stories } from "local-stripe/stories";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { type LocalRun, signingSecret, startLocalRun } from "../../end-to-end/local-run";
import { countRequests } from "./count-requests";
import { compareWithStripe } from "./differences";
import { makeObjects } from "./many-objects";
import { Recorded } from "./recorded";
import { startSync, type SyncResult } from "./sync-process";
import { tellStories } from "./tell-stories";
import { waitForEvents } from "./wait-for-events";

export interface BackfillOptions {
    /** How many objects Stripe has before the backfill begins. */
    objects: number;
    /** Meanwhile a story is told each time that so many seconds have passed, with live webhooks. */
    storySeconds: number;
    /** How many requests a second Stripe is sent. */
    rate: number;
    /** What objects, stories and moments are made from. */
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
    /** Events of the stories that were told meanwhile. */
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
 * Has `npm run sync -- backfill` fill the state of the local run from a Stripe that has many objects, while stories go on;
 * then compares every item with its object.
 */
export async function backfill(options: BackfillOptions): Promise<BackfillReport> {
    const { objects, rate, seed, isKilled } = options;
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
        const live = tellMeanwhile(stripe, options);
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
        const ids = await live.stop();
        const missing = await waitForEvents(ids, run);
        const { kinds, differences } = await compareWithStripe(stripe.state, recorded);
        const { read, resumed } = (last.results.at(-1) ?? {}) as { read?: number; resumed?: boolean };
        return {
            ...options,
            runs,
            read: read ?? 0,
            resumed: resumed ?? false,
            requests: requests - live.requests(),
            events: ids.length,
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

/** Tells one story after another, each of which is over before the next. */
function tellMeanwhile(stripe: LocalStripe, { storySeconds, seed }: BackfillOptions) {
    let isOver = false;
    let told = 0;
    const tell = async () => {
        const ids: string[] = [];
        while (!isOver) {
            const { name } = stories[told % stories.length] as { name: string };
            const events = await tellStories(stripe, {
                name,
                seed: `${seed} ${told++}`,
                shuffle: true,
                duplicate: 0.2,
            });
            ids.push(...events.map(({ event }) => event.id));
            await wait(storySeconds * 1000);
        }
        return ids;
    };
    const telling = tell();
    return {
        /** How many requests that has taken. */
        requests: () => told,
        /** Ends it; resolves with the ids of the events. */
        stop: () => {
            isOver = true;
            return telling;
        },
    };
}
