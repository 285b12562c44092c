import { Command, InvalidArgumentError } from "commander";

import { defaultAwsEndpoint } from "../deployment";
import { parseSince } from "../parse-since";

export const tasks = ["backfill", "reconcile", "recover", "object"] as const;
export type Task = (typeof tasks)[number];

/** What the command line asks for. */
export interface SyncOptions {
    kinds?: string[];
    /** Seconds since the epoch. */
    since?: number;
    restart?: boolean;
    repair?: boolean;
    /** In seconds. */
    lag: number;
    check?: boolean;
    /** In seconds. */
    grace: number;
    kind?: string;
    who?: string;
    rate: number;
    apiKey?: string;
    stripeUrl?: string;
    account?: string;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

/** Where `npm start` has its Stripe, and the key of it. */
export const localStripeUrl = "http://127.0.0.1:4243";
export const localStripeKey = "sk_test_localStripe";

const descriptions: Readonly<Record<Task, string>> = {
    backfill: "Brings every object that Stripe lists into the state; writes only what is not there.",
    reconcile: "Compares the state with Stripe, both ways, and says what differs and why; repairs it with --repair.",
    recover:
        "Puts events on the bus that Stripe has and that never arrived here, and brings in step the objects of which Stripe " +
        "could not make an event.",
    object: "Brings one object in step with Stripe, or a customer with all that is the customer's.",
};

/** The command line of `npm run sync`, without a task. */
export function overviewCommand(): Command {
    return new Command("npm run sync --")
        .usage(`${tasks.join("|")} [options]`)
        .description("Keeps the billing state in step with Stripe, whatever was missed.")
        .argument("[task]", tasks.map((task) => `\n${task}: ${descriptions[task]}`).join(""))
        .option("--json", "print JSON")
        .addHelpText("after", `\nEach has a --help of its own: npm run sync -- reconcile --help`);
}

/** The command line of one task. */
export function makeTaskCommand(task: Task): Command {
    const command = new Command(`npm run sync -- ${task}`).description(descriptions[task]);
    addOwnOptions(command, task);
    return command
        .option("--who <name>", "who does this, for the ledger (default: your user name)")
        .option("--rate <n>", "send Stripe so many requests a second", positive, 25)
        .option("--api-key <key>", "Stripe's API key; one that may read is enough (default: $STRIPE_API_KEY)")
        .option(
            "--stripe-url <url>",
            `where Stripe's API is (default: ${localStripeUrl}, with --stack Stripe's own)`,
            url,
        )
        .option("--account <id>", "read this connected account, with the key of its platform")
        .option("--aws-endpoint <url>", `the local cloud (default: ${defaultAwsEndpoint})`)
        .option("--stack <name>", "a deployed stack, with your AWS credentials, and not the local cloud")
        .option("--json", "print JSON")
        .addHelpText("after", examples[task]);
}

function addOwnOptions(command: Command, task: Task): void {
    const kinds = "--kinds <names>";
    const since = "--since <when>";
    switch (task) {
        case "backfill":
            command
                .option(kinds, "only these, such as subscription,invoice (default: all that Stripe lists)", list)
                .option(since, "only what was created since then: 30d, 12h, or a date", parseSince)
                .option("--restart", "begin anew, where an earlier run stopped half-way");
            break;
        case "reconcile":
            command
                .option(kinds, "only these, such as subscription,invoice (default: all that Stripe lists)", list)
                .option("--repair", "write what Stripe has where the state differs")
                .option("--lag <seconds>", "what changed in so many seconds may be on its way", seconds, 300);
            break;
        case "recover":
            command
                .option(
                    since,
                    "from when on: 30d, 12h, or a date (default: 30 days, all that Stripe lists)",
                    parseSince,
                )
                .option("--check", "only say what is missing")
                .option("--grace <seconds>", "events that are younger may be on their way", seconds, 60);
            break;
        case "object":
            command
                .argument("<id>", "such as sub_123, or cus_123 for all that is the customer's")
                .option("--kind <name>", "what it is, where the id does not tell: coupon, product");
    }
}

const examples: Readonly<Record<Task, string>> = {
    backfill: `
Stopped half-way, it goes on where it was when it is run again. It puts nothing on the bus.
  npm run sync -- backfill
  npm run sync -- backfill --kinds customer,subscription --since 90d --stack prod

The exit code is 0 when every kind was read whole.`,
    reconcile: `
  npm run sync -- reconcile
  npm run sync -- reconcile --kinds subscription --repair --stack prod

The exit code is 0 when every kind was compared whole, and nothing differs that was not repaired, apart from what may be
on its way and what is newer here.`,
    recover: `
  npm run sync -- recover --check --since 24h
  npm run sync -- recover --since 24h --stack prod

The exit code is 0 when nothing is missing, or all of it was put on the bus and brought in step.`,
    object: `
  npm run sync -- object sub_1MowQVLkdIwHu7ixeRlqHVzs
  npm run sync -- object cus_NffrFeUfNV2Hib --stack prod
  npm run sync -- object SUMMER --kind coupon

The exit code is 0 when the state shows what Stripe has.`,
};

function url(text: string): string {
    if (!URL.canParse(text)) {
        throw new InvalidArgumentError(`Write it like ${localStripeUrl}.`);
    }
    return text;
}

function list(text: string): string[] {
    return text.split(",").map((one) => one.trim());
}

function positive(text: string): number {
    const number = Number(text);
    if (!(number > 0)) {
        throw new InvalidArgumentError("Write a number greater than 0.");
    }
    return number;
}

function seconds(text: string): number {
    const number = Number(text);
    if (!(number >= 0)) {
        throw new InvalidArgumentError("Write a number of seconds.");
    }
    return number;
}
