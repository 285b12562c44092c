import { Command, InvalidArgumentError } from "commander";

import type { DeploymentOptions } from "../deployment";
import { addDeploymentOptions } from "../deployment-options";

/** What the command line asks for. */
export interface StatusOptions extends DeploymentOptions {
    watch?: boolean;
    /** In seconds. */
    every?: number;
    check?: boolean;
    json?: boolean;
}

/** The command line of `npm run status`. */
export function statusCommand(): Command {
    const command = new Command("npm run status --")
        .description(
            "Shows on one screen how the program does: what is wrong and what mends it, each stage of an event's way in " +
                "the last hour, dead letters, alarms, and the runs that keep it in step with Stripe.",
        )
        .option("--watch", "show it again and again, until q or Ctrl-C")
        .option("--every <seconds>", "how often (default: 2, and 60 with --stack)", seconds)
        .option("--check", "exit with 1 when something is wrong, for CI and scripts");
    return addDeploymentOptions(command)
        .allowExcessArguments(false)
        .addHelpText(
            "after",
            `
  npm run status
  npm run status -- --watch
  npm run status -- --stack prod --check

It reads, and writes nothing. The exit code is 0 when it could be read, whatever it says; with --check, 1 when something
is wrong. "took" is how long calls ran, "waited" how long an event was in Lambda's queue before its call, retries
included; a change subscription's is how far it is behind. With --stack, AWS charges a cent for about a thousand metrics
that are read: each time, some 25, 16 for each subscription and 10 for each change subscription.`,
        );
}

function seconds(text: string): number {
    const number = Number(text);
    if (!(number >= 1)) {
        throw new InvalidArgumentError("Write a number of seconds, 1 or more.");
    }
    return number;
}
