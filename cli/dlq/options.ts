import { Command, InvalidArgumentError } from "commander";

import { addDeploymentOptions } from "../deployment-options";

export const dlqTasks = ["list", "show", "redrive", "drop"] as const;
export type DlqTask = (typeof dlqTasks)[number];

/** What the command line asks for. */
export interface DlqOptions {
    event?: string;
    cause?: string;
    limit: number;
    all?: boolean;
    dryRun?: boolean;
    /** In seconds; false with --no-wait. */
    wait: number | false;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

const descriptions: Readonly<Record<DlqTask, string>> = {
    list: "Shows what waits in the dead-letter queues, grouped by what went wrong.",
    show: "Shows a subscription's letters one by one; with an event's id, all of the letter.",
    redrive: "Gives the letters' events to their function again. What fails again comes back.",
    drop: "Deletes letters, and does nothing with their events. The archive still has these.",
};

/** The command line of `npm run dlq`, without a task. */
export function overviewCommand(): Command {
    return new Command("npm run dlq --")
        .usage(`${dlqTasks.join("|")} [options]`)
        .description("What handlers failed for good, or never got.")
        .argument("[task]", dlqTasks.map((task) => `\n${task}: ${descriptions[task]}`).join(""))
        .option("--json", "print JSON")
        .addHelpText("after", `\nEach has a --help of its own: npm run dlq -- redrive --help`);
}

/** The command line of one task. */
export function makeDlqCommand(task: DlqTask): Command {
    const command = new Command(`npm run dlq -- ${task}`).description(descriptions[task]);
    const limit = "--limit <n>";
    if (task === "list") {
        command
            .argument("[subscription]", "only this one (default: all)")
            .option(limit, "read so many letters of each queue", count, 1000);
    } else {
        command.argument("<subscription>", "its name in the program");
    }
    if (task === "show") {
        command.argument("[event]", "all of this event's letters, such as evt_123");
    }
    if (task !== "list") {
        command.option("--cause <id>", "only letters of this cause, as list shows it");
    }
    if (task === "show") {
        command.option(limit, "show so many letters", count, 20);
    }
    if (task === "redrive" || task === "drop") {
        command
            .option("--event <id>", "only letters of this event, such as evt_123")
            .option(limit, "read at most so many letters", count, 10_000)
            .option("--dry-run", "only say which letters it would be");
    }
    if (task === "redrive") {
        command
            .option("--wait <seconds>", "how long to wait for what becomes of the events", count, 60)
            .option("--no-wait", "do not wait");
    }
    if (task === "drop") {
        command.option("--all", "all letters of the subscription");
    }
    return addDeploymentOptions(command).addHelpText("after", examples[task]);
}

const examples: Readonly<Record<DlqTask, string>> = {
    list: `
  npm run dlq -- list
  npm run dlq -- list payment-trouble --stack prod

SQS shows a letter only by receiving it. While this reads, for seconds, letters are hidden from other readers.`,
    show: `
  npm run dlq -- show payment-trouble
  npm run dlq -- show payment-trouble evt_1SaIkJhnXvaatxWIG7RI6Wtn --stack prod`,
    redrive: `
  npm run dlq -- redrive payment-trouble --dry-run
  npm run dlq -- redrive payment-trouble --cause ba16
  npm run dlq -- redrive payment-trouble --event evt_1SaIkJhnXvaatxWIG7RI6Wtn --stack prod

A letter is deleted once Lambda has its event: stopped at any time, nothing is lost. The exit code is 0 when every event
was handled, or with --no-wait, when Lambda has every event.`,
    drop: `
  npm run dlq -- drop payment-trouble --cause ba16 --dry-run
  npm run dlq -- drop payment-trouble --all --stack prod`,
};

function count(text: string): number {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) {
        throw new InvalidArgumentError("Write a whole number greater than 0.");
    }
    return number;
}
