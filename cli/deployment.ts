import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { FunctionRole } from "../handlers/function-role";
import { CommandError } from "local-cloud/command";
import { defaultAwsEndpoint, defaultStripeUrl } from "./default-addresses";

export { defaultAwsEndpoint, defaultStripeUrl };

/** The stack's outputs, the same deployed and local. */
export interface StackOutputs {
    /** Where Stripe posts its events; undefined where the stack's `webhook` is false. */
    webhookUrl?: string;
    /** Undefined where there is no webhook. */
    signingSecretArn?: string;
    busName: string;
    archiveName: string;
    /** The table of Stripe's objects as they are now. */
    stateTableName: string;
    /** The table of the events that were seen. */
    ledgerTableName: string;
    /** The dead-letter queues' URLs, by subscription. */
    deadLetterQueueUrls: Record<string, string>;
    /** The stack's functions, by their names in the program; a subscription's has the subscription's name. */
    functions: Record<string, StackFunction>;
    /** The CloudWatch namespace of what the handlers count. */
    metricsNamespace: string;
    /** Of the alarm that is in ALARM while any other alarm of the stack is. */
    alarmName: string;
}

/** One of the stack's Lambda functions. */
export interface StackFunction {
    role: FunctionRole;
    /** Lambda's name of it. */
    functionName: string;
    logGroupName: string;
    /** The dimension `service` of what it counts. */
    service: string;
    /** How many calls the program lets run at once; undefined where it does not say. */
    concurrency?: number;
}

/** Settings for the clients of AWS's SDK. */
export interface AwsSettings {
    region: string;
    /** The local cloud's; without it, AWS's own. */
    endpoint?: string;
    /** For the local cloud; without them, whatever the SDK finds: the person's own. */
    credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** A place where the program runs. */
export interface Deployment {
    outputs: StackOutputs;
    aws: AwsSettings;
}

/** Which place is meant. */
export interface DeploymentOptions {
    /** The local cloud's address. @default http://127.0.0.1:4566 */
    awsEndpoint?: string;
    /** A deployed stack's name, as Pulumi knows it; then no local cloud is looked for. */
    stack?: string;
}

const required = ["stateTableName", "ledgerTableName"] as const;

/**
 * Finds the running local cloud, or the deployed stack `options.stack`.
 *
 * @throws CommandError when there is none, or it is not ready
 */
export async function findDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
    return options.stack === undefined
        ? await findLocalCloud(options.awsEndpoint ?? defaultAwsEndpoint)
        : await findStack(options.stack);
}

async function findLocalCloud(endpoint: string): Promise<Deployment> {
    const health = await readHealth(endpoint);
    if (health.status !== "ready") {
        throw new CommandError(
            `the local cloud at ${endpoint} is not ready (it says "${String(health.status)}"): wait for it to say so`,
        );
    }
    return {
        outputs: checkOutputs(health.outputs, `the local cloud at ${endpoint}`),
        aws: {
            region: typeof health.region === "string" ? health.region : "us-east-1",
            endpoint,
            // Any will do: whoever can reach the local cloud may do anything.
            credentials: { accessKeyId: "local", secretAccessKey: "local" },
        },
    };
}

async function readHealth(endpoint: string): Promise<Record<string, unknown>> {
    let address: URL;
    try {
        address = new URL("/_local/health", endpoint);
    } catch {
        throw new CommandError(`"${endpoint}" is not an address: write it like ${defaultAwsEndpoint}`);
    }
    let response: Response;
    try {
        response = await fetch(address, { signal: AbortSignal.timeout(5000) });
    } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        const { code, message } = cause as NodeJS.ErrnoException;
        throw new CommandError(
            code === "ECONNREFUSED"
                ? `no local cloud listens at ${endpoint}: "npm start" starts one (--aws-endpoint or --stack aim elsewhere)`
                : `the local cloud at ${endpoint} does not answer: ${message}`,
        );
    }
    try {
        return (await response.json()) as Record<string, unknown>;
    } catch {
        throw new CommandError(
            `what listens at ${endpoint} is not the local cloud: ${address.pathname} answered ${response.status}`,
        );
    }
}

async function findStack(stack: string): Promise<Deployment> {
    const place = `the stack ${stack}`;
    let text: string;
    try {
        const run = promisify(execFile);
        ({ stdout: text } = await run("pulumi", ["stack", "output", "--json", "--stack", stack]));
    } catch (error) {
        const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
        throw new CommandError(
            code === "ENOENT"
                ? "--stack needs the Pulumi CLI: see https://www.pulumi.com/docs/install/"
                : `cannot read the outputs of ${place}: ${stderr?.trim() || message}`,
        );
    }
    const outputs = checkOutputs(JSON.parse(text), place);
    return { outputs, aws: { region: findRegion(outputs) } };
}

/** From what has it in its name: an ARN of Secrets Manager, or else SQS's URL of a queue (https://sqs.REGION.amazonaws.com/…). */
function findRegion({ signingSecretArn, deadLetterQueueUrls = {} }: StackOutputs): string {
    const [queueUrl = ""] = Object.values(deadLetterQueueUrls);
    return signingSecretArn?.split(":")[3] ?? /^https:\/\/sqs\.([^.]+)\./.exec(queueUrl)?.[1] ?? "";
}

/** Outputs of a stack with a webhook. */
export type WebhookOutputs = StackOutputs & Required<Pick<StackOutputs, "webhookUrl" | "signingSecretArn">>;

/** @throws CommandError when the stack has no webhook */
export function requireWebhook(outputs: StackOutputs): WebhookOutputs {
    if (outputs.webhookUrl === undefined || outputs.signingSecretArn === undefined) {
        throw new CommandError(
            "the stack has no webhook, because its setting webhook is false: on the local cloud, --via partner puts an event " +
                "on the bus of Stripe's event source",
        );
    }
    return outputs as WebhookOutputs;
}

/**
 * The program's outputs, when they are.
 *
 * @param place what has them, for the message
 * @throws CommandError naming those that are missing
 */
export function checkOutputs(value: unknown, place: string): StackOutputs {
    const outputs = (value ?? {}) as Partial<StackOutputs>;
    const missing = required.filter((name) => typeof outputs[name] !== "string");
    if (missing.length > 0) {
        throw new CommandError(`${place} has no output ${missing.join(", ")}: does it run this program?`);
    }
    return outputs as StackOutputs;
}
