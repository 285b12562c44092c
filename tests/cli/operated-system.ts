import { systemClock } from "local-cloud/command";
import { captureOutput, type CapturedOutput, until } from "local-cloud/testing";
import { makeEvent, type MadeEventType, type StripeEvent } from "stripe-events";

import { dlq } from "../../cli/dlq";
import { events } from "../../cli/events";
import { pause } from "../../cli/pause";
import { replay } from "../../cli/replay";
import { resume } from "../../cli/resume";
import { status } from "../../cli/status";
import { type LocalRun, type LocalRunOptions, signingSecret, startLocalRun } from "../end-to-end/local-run";
import { signed } from "../handlers/signing";

const commands = { dlq, events, pause, replay, resume, status };

/** tests/fixtures/operating.ts on the local cloud, whose retries pass 120 times faster. */
export interface OperatedSystem {
    run: LocalRun;
    /** Runs `npm run NAME -- ARGS`. */
    command(name: keyof typeof commands, args: string, output?: CapturedOutput): Promise<CommandResult>;
    /** Posts an event to the webhook, as Stripe does. */
    post(type: MadeEventType, set?: Record<string, unknown>): Promise<StripeEvent>;
    /** Puts a message into a subscription's dead-letter queue. */
    send(subscription: string, body: object, attributes?: Record<string, string>): Promise<void>;
    /** How many letters there are: those that can be received, and those that are hidden. */
    letters(subscription: string): Promise<[visible: number, hidden: number]>;
    /** Waits until there are so many letters to be received. */
    lettersAre(subscription: string, count: number): Promise<void>;
    /** The lines of a function's log that have a text. */
    logged(name: string, text: string): Promise<string[]>;
    stop(): Promise<void>;
}

export interface CommandResult {
    code: number;
    output: string;
    errors: string;
}

export interface OperatedSystemOptions extends Pick<LocalRunOptions, "settings" | "addresses"> {
    /** How often Lambda tries again what `receipts` failed. The program's two take three times as long. @default 1 */
    maxRetries?: number;
}

/** @param options settings over those of the dev stack, and the run's addresses in them */
export async function startOperatedSystem({
    maxRetries = 1,
    ...options
}: OperatedSystemOptions = {}): Promise<OperatedSystem> {
    const run = await startLocalRun({ main: "tests/fixtures/operating.ts", clock: systemClock(120), ...options });
    await limitRetries(run, "receipts", maxRetries);
    // Asked in this process: tests ask again and again, and a request would cost a hundred times as much.
    const { sqs, logs } = run.cloud;
    const urlOf = (subscription: string) => run.outputs.deadLetterQueueUrls[subscription] ?? "";

    async function letters(subscription: string): Promise<[number, number]> {
        const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
        const { Attributes } = await run.cloud.call<{ Attributes: Record<string, string> }>(sqs, "GetQueueAttributes", {
            QueueUrl: urlOf(subscription),
            AttributeNames: names,
        });
        return [Number(Attributes[names[0]]), Number(Attributes[names[1]])];
    }

    return {
        run,
        async command(name, args, output = captureOutput()) {
            const errors = captureOutput();
            const words = args.split(" ").filter((word) => word !== "");
            const code = await commands[name]([...words, "--aws-endpoint", run.aws.endpoint], output, errors);
            return { code, output: output.text(), errors: errors.text() };
        },
        async post(type, set) {
            const event: object = makeEvent(type, { set });
            const body = JSON.stringify(event);
            const signature = signed(body, signingSecret, Math.floor(Date.now() / 1000));
            const headers = { "stripe-signature": signature };
            const { status } = await fetch(run.outputs.webhookUrl, { method: "POST", headers, body });
            if (status !== 200) {
                throw new Error(`the webhook answered ${status}`);
            }
            return event as StripeEvent;
        },
        async send(subscription, body, attributes = {}) {
            const MessageAttributes = Object.fromEntries(
                Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
            );
            const MessageBody = JSON.stringify(body);
            await run.cloud.call(sqs, "SendMessage", { QueueUrl: urlOf(subscription), MessageBody, MessageAttributes });
        },
        letters,
        async lettersAre(subscription, count) {
            await until(`${count} letters of ${subscription}`, async () => {
                const [visible, hidden] = await letters(subscription);
                return visible === count && hidden === 0 ? true : undefined;
            });
        },
        async logged(name, text) {
            const logGroupName = run.outputs.functions[name]?.logGroupName;
            const { events: lines } = await run.cloud.call<{ events: { message: string }[] }>(logs, "FilterLogEvents", {
                logGroupName,
                filterPattern: `"${text}"`,
            });
            return lines.map(({ message }) => message);
        },
        stop: () => run.stop(),
    };
}

async function limitRetries(
    { cloud, outputs }: LocalRun,
    handler: string,
    maximumRetryAttempts: number,
): Promise<void> {
    const name = outputs.functions[handler]?.functionName ?? "";
    const config = cloud.lambda.find(name)?.eventInvokeConfig;
    await cloud.lambda.putEventInvokeConfig(name, { ...config, maximumRetryAttempts });
}
