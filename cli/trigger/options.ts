import { Command, InvalidArgumentError, Option } from "commander";

import { defaultAwsEndpoint, defaultStripeUrl } from "../deployment";

/** What the command line asks for. */
export interface TriggerOptions {
    set?: Record<string, unknown>;
    count: number;
    concurrency: number;
    timeout: number;
    thin?: boolean;
    /** The id of an event at Stripe. */
    event?: string;
    /** The id of an object in the state. */
    object?: string;
    apiKey?: string;
    stripeUrl?: string;
    via: "webhook" | "partner";
    url?: string;
    secret?: string;
    /** By its name in the stack's secret. */
    endpoint?: string;
    awsEndpoint?: string;
    stack?: string;
    seed?: string;
    verbose?: boolean;
    list?: boolean;
    json?: boolean;
}

/** The command line of `npm run trigger`. */
export function triggerCommand(): Command {
    return new Command("npm run trigger --")
        .usage("[options] <event type>")
        .description(
            "Makes a Stripe event, signs it, posts it to the webhook, and shows what each subscription did with it.",
        )
        .argument("[event type]", "such as customer.subscription.created; --list lists them; v1.… stands for --thin")
        .option("--set <path=value>", "set a field; may be given again (see below)", collect)
        .addOption(
            new Option("--thin", "send the event's thin twin; the local Stripe shows its snapshot").conflicts("count"),
        )
        .addOption(
            new Option("--event <id>", "send an event that Stripe has (evt_…), as it is").conflicts([
                "count",
                "set",
                "object",
            ]),
        )
        .addOption(
            new Option(
                "--object <id>",
                "send the next event of an object in the state (sub_…): --set, or a likely change",
            ).conflicts("count"),
        )
        .option("--count <n>", "send so many events, each about things of its own", positive, 1)
        .option("--concurrency <n>", "post so many at a time", positive, 16)
        .option("--timeout <seconds>", "how long an event may take until all have it", seconds, 10)
        .addOption(
            new Option(
                "--via <door>",
                "post to the webhook, or put on the bus of Stripe's event source (local cloud only)",
            )
                .choices(["webhook", "partner"])
                .default("webhook"),
        )
        .option("--url <url>", "post to this address, not to the stack's webhook")
        .option("--secret <whsec>", "sign with this secret, not with the stack's")
        .addOption(
            new Option(
                "--endpoint <name>",
                "sign with the secret of this one of the stack's endpoints at Stripe",
            ).conflicts("secret"),
        )
        .option("--api-key <key>", "Stripe's API key, for --event (default: $STRIPE_API_KEY, else the local Stripe's)")
        .option("--stripe-url <url>", `where Stripe's API is, for --event and --thin (default: ${defaultStripeUrl})`)
        .option("--aws-endpoint <url>", `the local cloud (default: ${defaultAwsEndpoint})`)
        .option("--stack <name>", "a deployed stack, with your AWS credentials, and not the local cloud")
        .option("--seed <text>", "the same seed makes the same ids, names and amounts")
        .option("--verbose", "show the object's item in the state table too")
        .option("--list", "list the event types that can be made")
        .option("--json", "print JSON")
        .addHelpText(
            "after",
            `
A path leads from data.object, or from the event when it starts with one of the event's own fields. A value is JSON, or
else text.
  --set status=past_due --set metadata.plan=pro --set items.data.0.quantity=3
  --set data.object.id=sub_123 --set created=1790000000 --set data.previous_attributes.status=active

  npm run trigger -- invoice.paid --thin
  npm run trigger -- --object sub_123 --set status=past_due
  npm run trigger -- --event evt_123 --api-key rk_test_…

The exit code is 0 when every event was accepted and recorded, and no subscription failed at its first attempt. What
subscriptions other than the recorder do, a deployed stack tells in their logs and dead-letter queues alone.`,
        );
}

function collect(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
    const equals = text.indexOf("=");
    if (equals < 1) {
        throw new InvalidArgumentError("Write path=value, such as status=past_due.");
    }
    return { ...before, [text.slice(0, equals)]: jsonOrText(text.slice(equals + 1)) };
}

function jsonOrText(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

function positive(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) {
        throw new InvalidArgumentError("Write a whole number from 1 up.");
    }
    return Number(text);
}

function seconds(text: string): number {
    const number = Number(text);
    if (!(number > 0)) {
        throw new InvalidArgumentError("Write a number of seconds greater than 0.");
    }
    return number;
}
