import type { Terminal } from "local-cloud/command";

import type { DeploymentOptions, StackOutputs } from "../deployment";
import { formatCount } from "../format-count";
import { formatAge } from "../format-duration";
import { formatTime } from "../format-time";
import { suggestCommand } from "../suggest-command";
import type { RedriveOutcome } from "./follow-redriven";
import type { LetterGroup } from "./group-letters";
import type { QueueSummary, Selection, WholeLetter } from "./read-letters";
import type { Redriven, RedriveReport } from "./redrive";
import type { Walked } from "./walk-queue";

/** Shows each queue that has letters, and how to go on. */
export function showQueues(
    terminal: Terminal,
    queues: readonly QueueSummary[],
    { functions }: StackOutputs,
    options: DeploymentOptions,
): void {
    const full = queues.filter(({ total }) => total > 0);
    for (const { subscription, groups, oldestAt, ...walked } of full) {
        const age = oldestAt === undefined ? "" : `, the oldest ${formatAge(Date.now() - oldestAt)} old`;
        terminal.line(terminal.style(`${subscription}: ${formatCount(walked.total, "dead letter")}${age}`, "bold"));
        groups.forEach((group) => showGroup(terminal, group));
        showUnread(terminal, walked, "  ");
    }
    const [first] = full;
    if (first === undefined) {
        terminal.flow(`no dead letters: ${queues.map(({ subscription }) => subscription).join(", ")}`, "  ");
        return;
    }
    const isRedrivable = functions[first.subscription]?.role !== "sync";
    const [example] = first.groups.flatMap((group) => group.example ?? []);
    const suggest = (label: string, command: string) =>
        terminal.flow(`${label.padEnd(8)} ${suggestCommand(command, options)}`, " ".repeat(9));
    terminal.line();
    if (example !== undefined) {
        suggest("Why:", `events show ${example}`);
    }
    suggest("Each:", `dlq show ${first.subscription}`);
    if (isRedrivable) {
        suggest("Again:", `dlq redrive ${first.subscription}`);
    }
}

function showGroup(
    terminal: Terminal,
    { cause, sender, count: letters, firstAt, lastAt, types, example }: LetterGroup,
) {
    const error = `${cause.type}: ${cause.message}`;
    terminal.flow(`  ${terminal.style(cause.id, "yellow")}  ${letters} × ${error}`, "        ");
    const when = letters === 1 ? formatTime(firstAt) : `${formatTime(firstAt)} to ${formatTime(lastAt)}`;
    const kinds = Object.entries(types).map(([type, number]) => `${type}${number === letters ? "" : ` (${number})`}`);
    const shown = kinds.length > maxTypes ? [...kinds.slice(0, maxTypes), `${kinds.length - maxTypes} more`] : kinds;
    terminal.flow(`        ${[...shown, `by ${sender ?? "somebody else"}`, when].join(", ")}`, "        ");
    if (example !== undefined) {
        terminal.line(`        such as ${example}`);
    }
}

const maxTypes = 3;

function showUnread(terminal: Terminal, { read, total, hidden }: Walked, indent: string): void {
    const unread = total - read - hidden;
    if (unread > 0) {
        terminal.flow(`${indent}read ${read} of about ${total}: --limit reads more`, indent);
    }
    if (hidden > 0) {
        terminal.flow(`${indent}${hidden} could not be seen, because somebody else is reading them`, indent);
    }
}

export interface ShowLetterOptions {
    logGroupName: string | undefined;
    /** Whether the event and where the code failed are shown too. */
    whole: boolean;
}

export function showLetter(terminal: Terminal, letter: WholeLetter, { logGroupName, whole }: ShowLetterOptions): void {
    const { event, cause, message, sender, attempts, sentAt, requestId, changes, trace, body } = letter;
    const title = event
        ? [event.id, event.type, event.objectId].filter((part) => part !== undefined).join(" ")
        : changes
          ? `${formatCount(changes.count, "change")} given up, the first of ${changes.since}`
          : letter.messageId;
    terminal.line(terminal.style(title, "bold"));
    const field = (name: string, text: string) => terminal.flow(`  ${name.padEnd(9)} ${text}`, " ".repeat(12));
    field("cause", `${cause.id} ${cause.type}: ${message.split("\n")[0]}`);
    field("attempts", `${attempts ?? "unknown"}, by ${sender ?? "somebody else"}`);
    field("given up", formatTime(sentAt));
    if (requestId !== undefined && attempts !== 0) {
        field("log", `request ${requestId} in ${logGroupName ?? "the function's log"}`);
    }
    if (whole) {
        trace.slice(0, maxTrace).forEach((line) => terminal.line(`    ${line.trim()}`));
        terminal.line();
        terminal.line(JSON.stringify(JSON.parse(body), undefined, 2));
    }
}

const maxTrace = 6;

/** Which letters a command was asked for, to be put after "no dead letter". */
export function describeSelection({ event, cause }: Selection): string {
    return [event === undefined ? "" : ` of ${event}`, cause === undefined ? "" : ` of the cause ${cause}`].join("");
}

export function showRedriven(
    terminal: Terminal,
    name: string,
    report: RedriveReport,
    options: Selection & { dryRun?: boolean },
): void {
    const { redriven, selected, unknown, returned } = report;
    if (selected === 0) {
        terminal.line(`${name} has no dead letter${describeSelection(options)}, of ${report.read} read`);
    } else if (options.dryRun === true) {
        terminal.line(`would redrive ${formatCount(selected, "letter")} to ${name}`);
    } else {
        terminal.line(`${formatCount(redriven.length, "letter")} redriven to ${name}`);
    }
    if (redriven.some(({ letter }) => letter.sender === "stream")) {
        terminal.flow("changes come again by the stream, in their turn; what fails again is a new letter", "  ");
    }
    if (unknown.count > 0) {
        terminal.flow(`${formatCount(unknown.count, "letter")} left: ${unknown.reason}`, "  ");
    }
    if (returned > 0) {
        terminal.flow(`${formatCount(returned, "letter")} came back meanwhile: still in the queue`, "  ");
    }
    showUnread(terminal, report, "");
}

/** Shows what became of events that were redriven. @returns what is not done, in words */
export function showOutcomes(
    terminal: Terminal,
    redriven: readonly Redriven[],
    outcomes: ReadonlyMap<string, RedriveOutcome>,
    options: DeploymentOptions,
): string | undefined {
    const by = (status: RedriveOutcome["status"]) =>
        redriven.filter(({ requestId = "" }) => outcomes.get(requestId)?.status === status);
    const [handled, failed, waiting] = [by("handled"), by("failed"), by("waiting")];
    terminal.line(`${terminal.style(`${handled.length} handled`, "green")}`);
    for (const { letter, requestId = "" } of failed.slice(0, maxFailures)) {
        const failedAgain = terminal.style("failed again", "red");
        terminal.flow(`${failedAgain} ${letter.event?.id ?? ""}: ${outcomes.get(requestId)?.error}`, "  ");
    }
    if (failed.length > maxFailures) {
        terminal.line(`and ${failed.length - maxFailures} more`);
    }
    const parts = [
        ...(failed.length > 0
            ? [`${failed.length} failed again: Lambda tries each twice more in three minutes, then it is back here`]
            : []),
        ...(waiting.length > 0
            ? [`${waiting.length} not tried yet: ${suggestCommand("dlq list", options)} shows what comes back`]
            : []),
    ];
    return parts.length === 0 ? undefined : parts.join("; ");
}

const maxFailures = 5;

export function showDropped(
    terminal: Terminal,
    name: string,
    report: Walked & { selected: number },
    options: Selection & { dryRun?: boolean },
): void {
    const { selected } = report;
    if (selected === 0) {
        terminal.line(`${name} has no dead letter${describeSelection(options)}, of ${report.read} read`);
    } else if (options.dryRun === true) {
        terminal.line(`would drop ${formatCount(selected, "letter")} of ${name}`);
    } else {
        terminal.flow(
            `${formatCount(selected, "letter")} of ${name} dropped; the archive still has the events: npm run replay -- --help`,
            "  ",
        );
    }
    showUnread(terminal, report, "");
}

/** A report with its times as programs read them. */
export function toJson(report: object): object {
    return JSON.parse(
        JSON.stringify(report, (key, value: unknown) =>
            key.endsWith("At") && typeof value === "number" ? new Date(value).toISOString() : value,
        ),
    ) as object;
}
