import { Command, InvalidArgumentError } from "commander";

import { addDeploymentOptions } from "../deployment-options";
import { parseSince } from "../parse-since";

/** What the command line asks for. */
export interface ReplayOptions {
    /** In seconds since the epoch. */
    from: number;
    to?: number;
    only?: string[];
    /** Event types, or groups such as `customer.subscription.*`. */
    types?: string[];
    name?: string;
    dryRun?: boolean;
    wait: boolean;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

export function replayCommand(): Command {
    const command = new Command("npm run replay --")
        .description("Gives events of the archive to their subscriptions again.")
        .requiredOption("--from <when>", "from when on the events were created: 2h, 30d, or a date", parseSince)
        .option("--to <when>", "until when (default: now)", parseSince)
        .option("--only <subscriptions>", "only to these, separated by commas (default: all)", list)
        .option("--types <types>", "only events of these types, or groups such as invoice.*, separated by commas", list)
        .option("--name <name>", "the replay's name; a handler sees it as delivery.replayName", replayName)
        .option("--dry-run", "only say what would be replayed, and to whom")
        .option("--no-wait", "start at once, and do not wait for its end");
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
  npm run replay -- --from 2h --only payment-trouble
  npm run replay -- --from 7d --types invoice.paid,customer.subscription.* --only payment-trouble
  npm run replay -- --from 2026-11-01 --to 2026-11-02T12:00Z --only payment-trouble --stack prod

The window applies to the events' own time, Stripe's "created". A subscription gets the events that its rules select, and
with --types only some of these. The billing state ignores events that it knows, and "once" does nothing twice; any other
handler runs again. On AWS, an event can take ten minutes to get into the archive, so this waits until the window is ten
minutes old. Ctrl-C cancels the replay; what it has replayed by then stays replayed.

AWS replays to rules, not by type: for --types, each subscription gets a rule of its own for as long as the replay runs.
The next replay removes what a command that was killed has left of these, and so does "npm run doctor -- --mend".

The exit code is 0 when every event of the window was replayed.`,
    );
}

function list(text: string): string[] {
    return text.split(",").map((one) => one.trim());
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
function replayName(text: string): string {
    if (!/^[\w.-]{1,64}$/.test(text)) {
        throw new InvalidArgumentError("Write at most 64 letters, digits, dots, hyphens or underscores.");
    }
    return text;
}
