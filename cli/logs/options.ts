import { Command } from "commander";

import { addDeploymentOptions } from "../deployment-options";
import { parseSince } from "../parse-since";

/** What the command line asks for. */
export interface LogsOptions {
    /** Seconds since the epoch. */
    since?: number;
    follow?: boolean;
    errors?: boolean;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

/** The command line of `npm run logs`. */
export function logsCommand(): Command {
    const command = new Command("npm run logs --")
        .description("Shows what a function wrote to its log, and where Lambda ended a call of it.")
        .argument("[function]", "a subscription's name, or another function's of the program")
        .option("--since <when>", "from then on: 7d, 12h, or a date (default: 1h; with --follow, now)", parseSince)
        .option("--follow", "go on with what comes, until Ctrl-C")
        .option("--errors", "only errors, and calls that Lambda ended");
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
  npm run logs -- payment-trouble
  npm run logs -- payment-trouble --errors --since 1d --stack prod
  npm run logs -- billing-state --follow

It only reads. On AWS, it reads by FilterLogEvents, which costs nothing, and lets an account ask a few times a second. The local
cloud keeps its logs in memory: what was before its start is not there.`,
    );
}
