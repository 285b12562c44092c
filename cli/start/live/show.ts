import { type Style, type Terminal, prospect } from "local-cloud/command";
import type { DeploymentOptions } from "../../deployment";
import { formatCount } from "../../format-count";
import { formatClock } from "../../format-time";
import { suggestCommand } from "../../suggest-command";
import type {
    AlarmItem,
    DeliveryItem,
    FailureItem,
    HandledItem,
    LiveItem,
    LogItem,
    MailItem,
    RecordedItem,
} from "./item";
import type { Digest } from "./pace";

/** Below the time and the outcome. */
const indent = " ".repeat(20);

/**
 * Shows one item to people.
 *
 * @param at when it came, in milliseconds since the epoch
 * @param deployment where it came, for commands that tell more. @default the local cloud at its own port
 */
export function showItem(terminal: Terminal, item: LiveItem, at: number, deployment: DeploymentOptions = {}): void {
    switch (item.type) {
        case "event":
            return showRecorded(terminal, item, at);
        case "handled":
            return showHandled(terminal, item, at);
        case "failure":
            return showFailure(terminal, item, at, deployment);
        case "log":
            return showLog(terminal, item, at);
        case "delivery":
            return showDelivery(terminal, item, at);
        case "alarm":
            return showAlarm(terminal, item, at);
        case "mail":
            return showMail(terminal, item, at);
    }
}

/** Shows in numbers what there was no room for. */
export function showDigest(terminal: Terminal, digest: Digest, at: number): void {
    const { shown, outcomes, handled, failed, failures, lines } = digest;
    const events = sum(outcomes);
    const time = formatTime(terminal, at);
    if (events > 0 || sum(handled) > 0) {
        const parts = [list(outcomes), list(handled, "done by ")].filter((part) => part !== "").join("; ");
        const failing = terminal.style(`${failed} failed`, ...(failed > 0 ? (["red"] as const) : []));
        terminal.flow(
            `${time} ${terminal.style(`${formatCount(events, shown > 0 ? "more event" : "event")}`, "bold")}: ${parts}; ${failing}`,
            indent,
        );
    }
    if (sum(failures) > 0) {
        terminal.flow(`${time} ${terminal.style(`${sum(failures)} more failures`, "red")}: ${list(failures)}`, indent);
    }
    if (sum(lines) > 0) {
        const all = '"npm run logs" has them all';
        terminal.flow(`${time} ${terminal.style(`${sum(lines)} more lines`, "dim")}: ${list(lines)} (${all})`, indent);
    }
}

function showRecorded(terminal: Terminal, item: RecordedItem, at: number): void {
    const { outcome, eventType, eventId, objectId, milliseconds, reason } = item;
    const head = formatHead(terminal, outcome, outcome === "applied" ? "green" : "yellow", at);
    const what = [terminal.style(eventType, "bold"), eventId, objectId, took(milliseconds)].filter(Boolean).join(" ");
    terminal.flow(`${head} ${what}: ${reason}`, indent);
}

function showHandled(terminal: Terminal, item: HandledItem, at: number): void {
    const { outcome, subscription, eventType, eventId, milliseconds } = item;
    const head = formatHead(terminal, outcome, outcome === "done" ? "green" : "yellow", at);
    const why = outcome === "skipped" ? ": done before" : "";
    const what = [terminal.style(subscription, "cyan"), eventType, eventId, took(milliseconds)]
        .filter(Boolean)
        .join(" ");
    terminal.flow(`${head} ${what}${why}`, indent);
}

function showFailure(terminal: Terminal, item: FailureItem, at: number, deployment: DeploymentOptions): void {
    const { error, place, eventType, eventId } = item;
    const head = formatHead(terminal, "failed", "red", at);
    const what = [terminal.style(item.function, "cyan"), eventType, eventId].filter(Boolean).join(" ");
    terminal.flow(`${head} ${what}`, indent);
    terminal.flow(`${indent}${terminal.style(`${error.type}: ${error.message}`, "red")}`, indent);
    if (place !== undefined) {
        terminal.flow(`${indent}at ${terminal.style(place, "bold")}`, indent);
    }
    terminal.flow(`${indent}${prospect(item)}`, indent);
    const command = findCommand(item);
    if (command !== undefined) {
        // In one line, so that it can be copied.
        terminal.line(`${indent}${terminal.style(suggestCommand(command, deployment), "cyan")}`);
    }
}

/** What to type: at the first failure of an event what tells all of it, and after the last what hands it over again. */
function findCommand({ eventId, attempt, nextAttemptSeconds, deadLetterQueue, function: name }: FailureItem) {
    if (eventId === undefined) {
        return undefined;
    }
    if (nextAttemptSeconds === undefined && deadLetterQueue !== undefined) {
        return `dlq redrive ${name}`;
    }
    return attempt === 1 ? `events show ${eventId}` : undefined;
}

/** Of one that failed: what arrived is shown once it is recorded. */
function showDelivery(terminal: Terminal, item: DeliveryItem, at: number): void {
    const { eventType, eventId, objectId, status, attempt, nextAttemptSeconds, milliseconds } = item;
    const head = formatHead(terminal, "failed", "red", at);
    const what = [terminal.style("webhook", "cyan"), eventType, eventId, objectId].filter(Boolean).join(" ");
    const next = nextAttemptSeconds === undefined ? "Stripe gives up" : `the next in ${nextAttemptSeconds} s`;
    terminal.flow(`${head} ${what}: ${status} after ${took(milliseconds)}, attempt ${attempt}, ${next}`, indent);
}

function showAlarm(terminal: Terminal, { alarm, state, value, text }: AlarmItem, at: number): void {
    if (state === "OK") {
        terminal.flow(
            `${formatHead(terminal, "over", "green", at)} ${terminal.style(alarm.replace(/-[0-9a-f]{7}$/, ""), "cyan")}`,
            indent,
        );
        return;
    }
    const [what = alarm, ...more] = text.split("\n");
    const count = value === undefined ? "" : `: ${value}.`;
    terminal.flow(`${formatHead(terminal, "alarm", "red", at)} ${what.replace(/\.$/, "")}${count}`, indent);
    more.forEach((line) => terminal.flow(`${indent}${line}`, indent));
}

function showMail(terminal: Terminal, { to, subject = "", text }: MailItem, at: number): void {
    const what = `for ${to} (nothing is sent from here): ${subject}`;
    terminal.flow(`${formatHead(terminal, "mail", "yellow", at)} ${what}`, indent);
    text.split("\n").forEach((line) => terminal.flow(`${indent}${terminal.style(line, "dim")}`, indent));
}

function showLog(terminal: Terminal, item: LogItem, at: number): void {
    const { level, text, fields } = item;
    const more = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    const styles: Partial<Record<string, Style>> = { WARN: "yellow", ERROR: "red", FATAL: "red" };
    const style = styles[level];
    for (const line of `${text}${more.join("")}`.split("\n")) {
        const shown = style === undefined ? line : terminal.style(line, style);
        terminal.line(`${formatTime(terminal, at)} ${terminal.style(item.function, "cyan")} | ${shown}`);
    }
}

function formatHead(terminal: Terminal, outcome: string, style: Style, at: number): string {
    return `${formatTime(terminal, at)} ${terminal.style(outcome.padEnd(9), style)}`;
}

function formatTime(terminal: Terminal, at: number): string {
    return terminal.style(formatClock(at), "dim");
}

function took(milliseconds: number | undefined): string {
    return milliseconds === undefined ? "" : `${milliseconds} ms`;
}

function sum(counts: Record<string, number>): number {
    return Object.values(counts).reduce((total, count) => total + count, 0);
}

function list(counts: Record<string, number>, verb = ""): string {
    return Object.entries(counts)
        .map(([name, count]) => `${count} ${verb}${name}`)
        .join(", ");
}
