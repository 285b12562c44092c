import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { WebhookOutputs } from "../../cli/deployment";
import { type Clock, Cloud, type DeliveredEvent, readProject, type ResourceGraph } from "local-cloud";
import { until } from "local-cloud/testing";
import { evaluateOnce } from "../support/evaluate-once";

export const root = path.resolve(__dirname, "../..");
export const signingSecret = "whsec_end_to_end_0123456789";

/** The program, running on this machine on free ports. */
export interface LocalRun {
    cloud: Cloud;
    graph: ResourceGraph;
    /** Where everything is kept. */
    folder: string;
    outputs: WebhookOutputs;
    /** Settings for clients of AWS's SDK. */
    aws: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
    /** Waits until no attempt at events with these ids in their details is to come at their rules' targets. */
    delivered(...detailIds: string[]): Promise<void>;
    /** Brings it to the program with other settings, as a saved change of it would. */
    change(settings: Settings): Promise<void>;
    stop(): Promise<void>;
}

export interface LocalRunOptions {
    /** The services' time. @default the machine's own */
    clock?: Clock;
    /** Over those of the dev stack. */
    settings?: Settings;
    /** By stand-ins in the settings, addresses of this run, which others with the settings do not share. @default none */
    addresses?: Readonly<Record<string, string>>;
    /** What every function's environment has, besides. */
    functionEnvironment?: Record<string, string>;
    /** Another program, by its file from the root. @default the project's */
    main?: string;
}

/** Starts it; `stop` ends it and removes its folder. */
export async function startLocalRun(options: LocalRunOptions = {}): Promise<LocalRun> {
    const { clock, settings = {}, addresses, functionEnvironment, main } = options;
    const evaluate = (changed: Settings) => evaluateFor(cloud.place, { ...settings, ...changed }, main, addresses);
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-"));
    const region = "us-east-1";
    const cloud = await Cloud.start({ folder, gatewayPort: 0, awsPort: 0, region, clock, functionEnvironment });
    const stop = async () => {
        await cloud.stop();
        await rm(folder, { recursive: true, force: true });
    };
    try {
        const graph = await evaluate({});
        await cloud.apply(graph);
        return {
            cloud,
            graph,
            folder,
            outputs: graph.outputs as WebhookOutputs,
            aws: {
                region,
                endpoint: cloud.place.awsUrl,
                credentials: { accessKeyId: "test", secretAccessKey: "test" },
            },
            async delivered(...detailIds) {
                const address = new URL("/_local/deliveries", cloud.place.awsUrl);
                detailIds.forEach((id) => address.searchParams.append("detail-id", id));
                await until(`the end of ${detailIds.join(", ")}`, async () => {
                    const { events } = (await (await fetch(address)).json()) as { events: DeliveredEvent[] };
                    return events
                        .flatMap(({ deliveries }) => deliveries)
                        .every(({ status, nextAttemptMs }) => status !== "pending" && nextAttemptMs === undefined);
                });
            },
            async change(changed) {
                await cloud.apply(await evaluate(changed));
            },
            stop,
        };
    } catch (error) {
        await stop();
        throw error;
    }
}

type Settings = Parameters<typeof readProject>[2];

function evaluateFor(
    place: Cloud["place"],
    settings: Settings,
    main: string | undefined,
    addresses: LocalRunOptions["addresses"],
): Promise<ResourceGraph> {
    const own = readProject(root, "dev", { signingSecret: { secret: signingSecret }, ...settings });
    return evaluateOnce(main === undefined ? own : { ...own, main: path.join(root, main) }, place, addresses);
}
