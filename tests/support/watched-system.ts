import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { Cloud, readProject, type ResourceGraph, systemClock } from "local-cloud";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import path from "node:path";

import type { StackFunction, WebhookOutputs } from "../../cli/deployment";
import { root } from "../end-to-end/local-run";
import { signed } from "../handlers/signing";
import { evaluateOnce } from "./evaluate-once";

const signingSecret = "whsec_watched_0123456789";
const apiKey = "rk_test_watched_0123456789";

/** Fast enough that Lambda's two retries are over in a third of a second. */
const speed = 600;

/** The program of tests/fixtures/watched.ts on the local cloud, and a local Stripe of which it knows nothing but the API. */
export interface WatchedSystem {
    cloud: Cloud;
    graph: ResourceGraph;
    stripe: LocalStripe;
    outputs: WebhookOutputs;
    /** Settings for clients of AWS's SDK. */
    aws: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
    /** Posts an event to the webhook. @returns the answer's status */
    post(event: object, secret?: string): Promise<number>;
    /** What its API key may read at the local Stripe. @default customers, events and the account */
    mayRead(kinds: readonly string[]): void;
    /** So much older is what is made at the local Stripe from now on. @default 0 */
    backdate(milliseconds: number): void;
    /** Runs the function that keeps in step. @returns its error's name, when it failed */
    runSync(task: "recover" | "reconcile"): Promise<string | undefined>;
    findFunction(name: string): StackFunction;
    stop(): Promise<void>;
}

/** Starts it, without the schedules: runs of theirs come when a test asks for them. */
export async function startWatchedSystem(): Promise<WatchedSystem> {
    const region = "us-east-1";
    let age = 0;
    const stripe = await startLocalStripe({ port: 0, now: () => Date.now() - age });
    stripe.restrictKey(apiKey, { read: ["account", "customer", "event"] });
    let cloud: Cloud | undefined;
    const stop = async () => {
        await cloud?.stop();
        await stripe.close();
    };
    try {
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region,
            clock: systemClock(speed),
            functionEnvironment: { STRIPE_API_BASE: stripe.url },
        });
        const project = readProject(root, "dev", {
            signingSecret: { secret: signingSecret },
            stripeApiKey: { secret: apiKey },
        });
        const main = path.join(root, "tests/fixtures/watched.ts");
        const graph = await evaluateOnce({ ...project, main }, cloud.place);
        for (const { type, name, inputs } of graph.resources) {
            if (type === "aws:cloudwatch/eventRule:EventRule" && name.startsWith("sync-")) {
                inputs.state = "DISABLED";
            }
        }
        await cloud.apply(graph);
        const outputs = graph.outputs as unknown as WebhookOutputs;
        const aws = {
            region,
            endpoint: cloud.place.awsUrl,
            credentials: { accessKeyId: "test", secretAccessKey: "test" },
        };
        const findFunction = (name: string): StackFunction => {
            const found = outputs.functions[name];
            if (found === undefined) {
                throw new Error(`there is no function ${name}`);
            }
            return found;
        };
        return {
            cloud,
            graph,
            stripe,
            outputs,
            aws,
            findFunction,
            stop,
            mayRead: (read) => stripe.restrictKey(apiKey, { read }),
            backdate: (milliseconds) => void (age = milliseconds),
            async post(event, secret = signingSecret) {
                const body = JSON.stringify(event);
                const headers = { "stripe-signature": signed(body, secret, Math.floor(Date.now() / 1000)) };
                const answer = await fetch(outputs.webhookUrl, { method: "POST", headers, body });
                await answer.text();
                return answer.status;
            },
            async runSync(task) {
                const lambda = new LambdaClient({ ...aws, maxAttempts: 1 });
                try {
                    const { functionName: FunctionName } = findFunction("sync");
                    const Payload = Buffer.from(JSON.stringify({ task }));
                    return (await lambda.send(new InvokeCommand({ FunctionName, Payload }))).FunctionError;
                } finally {
                    lambda.destroy();
                }
            },
        };
    } catch (error) {
        await stop();
        throw error;
    }
}
