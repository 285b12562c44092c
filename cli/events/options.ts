import { Command, InvalidArgumentError, Option } from "commander";

import { outcomes } from "../../handlers/billing/outcome";
import { addDeploymentOptions } from "../deployment-options";
import { parseSince } from "../parse-since";
import type { RowOutcome } from "./event-row";

export const tasks = ["list", "show", "tail"] as const;
export type Task = (typeof tasks)[number];

/** What the command line asks for. */
export interface EventsOptions {
    type?: string[];
    customer?: string;
    object?: string;
    outcome?: RowOutcome;
    /** Seconds since the epoch. */
    since?: number;
    /** Seconds since the epoch. */
    until?: number;
    limit: number;
    scan?: boolean;
    account?: string;
    kind?: string;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

const descriptions: Readonly<Record<Task, string>> = {
    list: "Lists the events that came, the latest first, with what became of each.",
    show: "Tells all that is known of an event, of an object, or of a customer.",
    tail: "Shows what becomes of events as they come, until Ctrl-C.",
};

/** What reading costs, which the help of each task says. */
const costs = `
It only reads. On AWS, it reads by FilterLogEvents, which costs nothing, and lets an account ask a few times a second: the more
log between --since and --until, the longer it takes.`;

const tables = `
Of the tables it reads single items, at $0.125 for a million.`;

const scanCost = `
--scan reads the ledger's entries one and all, at $0.016 for each GB of them.`;

const rowOutcomes: readonly RowOutcome[] = [...outcomes, "failed", "refused", "waiting"];

/** The command line of `npm run events`, without a task. */
export function overviewCommand(): Command {
    return new Command("npm run events --")
        .usage(`${tasks.join("|")} [options]`)
        .description("What happened to Stripe's events.")
        .argument("[task]", tasks.map((task) => `\n${task}: ${descriptions[task]}`).join(""))
        .option("--json", "print JSON")
        .addHelpText("after", `\nEach has a --help of its own: npm run events -- show --help`);
}

/** The command line of one task. */
export function makeTaskCommand(task: Task): Command {
    const command = new Command(`npm run events -- ${task}`).description(descriptions[task]);
    addOwnOptions(command, task);
    return addDeploymentOptions(command).addHelpText("after", examples[task]);
}

function addOwnOptions(command: Command, task: Task): void {
    const since = "--since <when>";
    if (task === "show") {
        command
            .argument("<id>", "of an event (evt_…), an object (sub_…, in_…) or a customer (cus_…, acct_…)")
            .option(
                since,
                "search the logs from then on: 7d, 12h, or a date (default: 1d, or when it was recorded)",
                parseSince,
            )
            .option("--until <when>", "search the logs until then (default: now)", parseSince)
            .option("--account <id>", "the object is this connected account's")
            .option("--kind <name>", "what the object is, where its id does not tell: coupon, product");
        return;
    }
    command
        .option("--type <types>", "only these types, such as customer.*,invoice.paid", list)
        .option("--customer <id>", "only what is this customer's")
        .option("--object <id>", "only what is about this object")
        .addOption(new Option("--outcome <outcome>", "only what came to this").choices(rowOutcomes));
    if (task === "tail") {
        command.option(since, "begin with what came since then: 10m, 1h, or a date (default: now)", parseSince);
    } else {
        command
            .option(since, "only what came since then: 7d, 12h, or a date (default: 1d)", parseSince)
            .option("--until <when>", "only what came until then (default: now)", parseSince)
            .option("--limit <n>", "show so many", positive, 50)
            .option("--scan", "read the ledger, not the logs: it goes back further, and knows nothing of handlers");
    }
}

const examples: Readonly<Record<Task, string>> = {
    list: `
  npm run events -- list --type 'customer.*' --since 1h
  npm run events -- list --outcome failed --stack prod
  npm run events -- list --customer cus_NffrFeUfNV2Hib --since 30d

Outcomes: what the recorder decided (applied, duplicate, stale, ambiguous, ignored); failed, when a handler failed the event and
did not do it since; refused, when the webhook did not put it on the bus; waiting, when nothing is recorded.
${costs}${scanCost}`,
    show: `
  npm run events -- show evt_1MowQVLkdIwHu7ixeRlqHVzs
  npm run events -- show sub_1MowQVLkdIwHu7ixeRlqHVzs --since 30d --stack prod
  npm run events -- show cus_NffrFeUfNV2Hib
${costs}${tables}`,
    tail: `
  npm run events -- tail
  npm run events -- tail --type 'invoice.*' --outcome failed --stack prod
${costs}`,
};

function list(text: string): string[] {
    return text.split(",").map((one) => one.trim());
}

function positive(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) {
        throw new InvalidArgumentError("Write a whole number from 1 up.");
    }
    return Number(text);
}
