import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, StartReplayCommand } from "@aws-sdk/client-eventbridge";
import http from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { seededChooser } from "stripe-events";
import { postAll, postEvent } from "../../tests/support/chaos/post";
import { Recorded } from "../../tests/support/chaos/recorded";
import { StartedSystem } from "../../tests/support/chaos/started-system";
import { livesWithEvents } from "../../tests/support/chaos/workload";
import { percentiles, type Times } from "./percentiles";
import { residentMegabytes } from "./usage";

export interface Backlog {
    /** How many events the archive gave again, all at once. */
    events: number;
    /** From the start of the replay until each was recorded as a duplicate. */
    seconds: number;
    /** The resident set of the local cloud's own process, in megabytes: before, and the most of it meanwhile. */
    residentBefore: number;
    residentMost: number;
    /** How long the webhook took to answer new events, posted one after the other: without the replay, and during it. */
    answersBefore: Times;
    answers: Times;
    /** How many new events were posted meanwhile. */
    posted: number;
}

export interface BacklogOptions {
    events: number;
    concurrency: number;
    seed: number;
}

/** A person who posts waits so long between two posts, in milliseconds. */
const pauseMs = 100;

/** How a replay of everything is worked off, and whether the webhook still answers meanwhile. */
export async function backlog({ events, concurrency, seed }: BacklogOptions): Promise<Backlog> {
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-backlog-"));
    const agent = new http.Agent({ keepAlive: true });
    let system: StartedSystem | undefined;
    try {
        const { aws, pid, ready } = (system = await StartedSystem.start(folder));
        const webhook = { url: ready.outputs.webhookUrl, secret: ready.signingSecret };
        const recorded = new Recorded(aws, ready.outputs);
        const choose = seededChooser(seed);
        const texts = (count: number, name: string) =>
            livesWithEvents(count, choose, name).flatMap((life) => life.events.map((event) => JSON.stringify(event)));
        await postAll(texts(events, "old_"), {
            concurrency,
            webhook: () => Promise.resolve(webhook),
            onAcknowledged: () => undefined,
        });
        await recorded.waitForLedger(events, 120_000);

        const fresh = texts(10_000, "new_");
        const postOne = async () => {
            const from = performance.now();
            const status = await postEvent(webhook, fresh.pop() as string, agent);
            if (status !== 200) {
                throw new Error(`a new event was answered ${status}`);
            }
            const milliseconds = performance.now() - from;
            await wait(pauseMs);
            return milliseconds;
        };
        const before: number[] = [];
        while (before.length < 50) {
            before.push(await postOne());
        }
        const residentBefore = residentMegabytes(pid);
        const replayed = performance.now();
        await startReplay(system);
        const during: number[] = [];
        let residentMost = residentBefore;
        while ((await countDuplicates(system)) < events) {
            during.push(await postOne());
            residentMost = Math.max(residentMost, residentMegabytes(pid));
        }
        const seconds = (performance.now() - replayed) / 1000;
        recorded.close();
        return {
            events,
            seconds,
            residentBefore,
            residentMost,
            answersBefore: percentiles(before),
            answers: percentiles(during),
            posted: during.length,
        };
    } finally {
        agent.destroy();
        await system?.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}

/** Of all that the archive has: events are of the seconds in which they were created. */
async function startReplay({ aws, ready }: StartedSystem): Promise<void> {
    const client = new EventBridgeClient(aws);
    const arn = (resource: string) => `arn:aws:events:${aws.region}:000000000000:${resource}`;
    await client.send(
        new StartReplayCommand({
            ReplayName: "all",
            EventSourceArn: arn(`archive/${ready.outputs.archiveName}`),
            Destination: { Arn: arn(`event-bus/${ready.outputs.busName}`) },
            EventStartTime: new Date(0),
            EventEndTime: new Date(),
        }),
    );
    client.destroy();
}

/** As the recorder counts them. */
async function countDuplicates({ aws }: StartedSystem): Promise<number> {
    const client = new CloudWatchClient(aws);
    const { Datapoints } = await client.send(
        new GetMetricStatisticsCommand({
            Namespace: "StripeEventBridge/stripe-eventbridge__dev",
            MetricName: "EventsDuplicate",
            Dimensions: [{ Name: "service", Value: "recorder" }],
            StartTime: new Date(Date.now() - 3_600_000),
            EndTime: new Date(Date.now() + 60_000),
            Period: 3600,
            Statistics: ["Sum"],
        }),
    );
    client.destroy();
    return (Datapoints ?? []).reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}
