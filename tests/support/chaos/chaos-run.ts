import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Cloud, readProject, type ResourceGraph, systemClock } from "local-cloud";
import path from "node:path";

import type { AwsSettings, WebhookOutputs } from "../../../cli/deployment";
import { root, signingSecret } from "../../end-to-end/local-run";
import { functionProcesses } from "./process-tree";
import { evaluateOnce } from "../evaluate-once";

export interface ChaosRunOptions {
    /** Where everything is kept. */
    folder: string;
    /** How many times faster Lambda's retries come. */
    speed: number;
    stripeUrl: string;
    stripeKey: string;
    /** The file for the traces of chaos-program.ts. */
    sideEffects: string;
}

/** The schedule looks for missed events of all the time that Stripe lists, and compares all objects in one night. */
const schedule = { RECOVER_SECONDS: String(30 * 86_400), RECONCILE_SLICES: "1" };

/** The system with chaos-program.ts in it, which can be down for a while. */
export class ChaosRun {
    /** Ids of the function processes that were ended, whatever they were at. */
    readonly killed = new Set<number>();
    private constructor(
        private readonly options: ChaosRunOptions,
        private cloud: Cloud,
        private readonly graph: ResourceGraph,
        readonly aws: AwsSettings,
    ) {}

    static async start(options: ChaosRunOptions): Promise<ChaosRun> {
        const cloud = await startCloud(options, { gatewayPort: 0, awsPort: 0 });
        try {
            const { region, awsUrl: endpoint } = cloud.place;
            const project = readProject(root, "dev", {
                signingSecret: { secret: signingSecret },
                stripeApiKey: { secret: options.stripeKey },
            });
            const main = path.join(__dirname, "chaos-program.ts");
            const graph = await evaluateOnce({ ...project, main }, cloud.place);
            for (const { type, inputs } of graph.resources) {
                if (type === "aws:lambda/function:Function") {
                    const { variables } = inputs.environment as { variables: Record<string, string> };
                    Object.assign(variables, "RECOVER_SECONDS" in variables ? schedule : {});
                }
            }
            await cloud.apply(graph);
            const credentials = { accessKeyId: "test", secretAccessKey: "test" };
            return new ChaosRun(options, cloud, graph, { region, endpoint, credentials });
        } catch (error) {
            await cloud.stop();
            throw error;
        }
    }

    get outputs(): WebhookOutputs {
        return this.graph.outputs as WebhookOutputs;
    }

    /** Kills a process that runs a function, if there is one. */
    killFunction(choose: (count: number) => number): void {
        const running = functionProcesses(process.pid);
        const victim = running[choose(running.length)];
        if (victim !== undefined) {
            this.killed.add(victim);
            process.kill(victim, "SIGKILL");
        }
    }

    /** Is gone, with its ports, until `meanwhile` is over. */
    async goDown(meanwhile: () => Promise<void>): Promise<void> {
        functionProcesses(process.pid).forEach((pid) => this.killed.add(pid));
        const [gatewayPort, awsPort] = [this.cloud.place.gatewayUrl, this.cloud.place.awsUrl].map(portOf);
        await this.cloud.stop();
        await meanwhile();
        this.cloud = await startCloud(this.options, { gatewayPort: gatewayPort ?? 0, awsPort: awsPort ?? 0 });
        await this.cloud.apply(this.graph);
    }

    /**
     * Calls the function of the schedule with what the rule of this name gives it.
     *
     * @throws Error with what it answered, when it fails
     */
    async runSchedule(rule: "sync-recover" | "sync-reconcile"): Promise<void> {
        const find = (type: string, name: string) =>
            this.graph.resources.find((one) => one.type === type && one.name === name);
        const target = find("aws:cloudwatch/eventTarget:EventTarget", rule);
        if (target === undefined) {
            throw new Error(`there is no target ${rule}`);
        }
        const client = new LambdaClient({ ...this.aws, maxAttempts: 1 });
        try {
            const { FunctionError, Payload } = await client.send(
                new InvokeCommand({
                    FunctionName: String(target.inputs.arn),
                    Payload: Buffer.from(String(target.inputs.input)),
                }),
            );
            if (FunctionError !== undefined) {
                throw new Error(`${rule}: ${Payload?.transformToString()}`);
            }
        } finally {
            client.destroy();
        }
    }

    stop(): Promise<void> {
        return this.cloud.stop();
    }
}

function startCloud(
    { folder, speed, stripeUrl, sideEffects }: ChaosRunOptions,
    ports: { gatewayPort: number; awsPort: number },
): Promise<Cloud> {
    return Cloud.start({
        folder,
        ...ports,
        region: "us-east-1",
        clock: systemClock(speed),
        functionEnvironment: { STRIPE_API_BASE: stripeUrl, SIDE_EFFECTS: sideEffects },
    });
}

function portOf(url: string): number {
    return Number(new URL(url).port);
}
