import type { Style, Terminal } from "local-cloud/command";
import type { DeploymentOptions } from "../deployment";
import { suggestCommand } from "../suggest-command";
import { formatClock, formatTime } from "../format-time";
import type { Line } from "../logs/parse-line";
import { showObject } from "../state/show-object";
import type { Attempt, AttemptOutcome, EventStory, Standing } from "./story";

export interface ShowStoryOptions {
    /** Leads an error's stack to a place in the program's source; undefined where nothing tells. */
    findPlace: (stack: string) => Promise<string | undefined>;
    /** For the commands. */
    deployment: DeploymentOptions;
}

const labelWidth = 10;
const indent = " ".repeat(labelWidth + 2);
/** Below an attempt's time. */
const detailIndent = " ".repeat(labelWidth + 4);

/** Shows an event's way: what came, what was delivered, what each handler did, what was decided, and where it stands. */
export async function showEventStory(
    terminal: Terminal,
    story: EventStory,
    { findPlace, deployment }: ShowStoryOptions,
): Promise<void> {
    const { eventId, eventType, objectId, customerId } = story;
    const title = [terminal.style(eventId, "bold"), eventType, objectId, customerId === objectId ? "" : customerId];
    terminal.flow(title.filter(Boolean).join(" "), "  ");
    terminal.line();
    showArrivals(terminal, story);
    showRules(terminal, story);
    showAttempts(terminal, story.attempts, await findPlaces(story.attempts, findPlace));
    showDecision(terminal, story);
    story.standings.forEach((standing, index) => {
        say(terminal, index === 0 ? "now" : "", explainStanding(terminal, standing, story, deployment));
    });
    const { from, to } = story.searched;
    terminal.line();
    const searched = `the logs were searched from ${formatTime(from)} to ${formatTime(to)} (--since, --until)`;
    terminal.flow(terminal.style(searched, "dim"), "");
}

function showArrivals(terminal: Terminal, { arrivals, ledger }: EventStory): void {
    if (arrivals.length === 0) {
        const isPartners = ledger.some(({ endpoint }) => endpoint === "partner");
        say(
            terminal,
            "received",
            isPartners
                ? "by Stripe's EventBridge destination, and not by the webhook"
                : "no line of the webhook tells of it: it came another way, or before the logs begin",
        );
    }
    arrivals.forEach(({ at, answer, message, endpoint, busEventId }, index) => {
        const style = answer === 200 ? "green" : "red";
        const by = endpoint === undefined || endpoint === "default" ? "" : ` at the endpoint ${endpoint}`;
        const what = message === "received" ? "" : `: ${message}`;
        const where = busEventId === undefined ? "" : `, on the bus as ${busEventId}`;
        const answered = `answered ${terminal.style(String(answer), style)}`;
        say(terminal, index === 0 ? "received" : "", `${formatTime(at)}${by}, ${answered}${what}${where}`);
    });
}

function showRules(terminal: Terminal, { rules = [] }: EventStory): void {
    rules.forEach(({ name, isEnabled, isSure, targets }, index) => {
        const doubt = isSure ? "" : " (its pattern looks into the event, so this one may not match)";
        const state = isEnabled ? "" : ` ${terminal.style("(disabled)", "yellow")}`;
        say(terminal, index === 0 ? "rules" : "", `${name}${state} → ${targets.join(", ")}${doubt}`);
    });
}

async function findPlaces(
    attempts: readonly Attempt[],
    findPlace: ShowStoryOptions["findPlace"],
): Promise<Map<Attempt, string>> {
    const places = new Map<Attempt, string>();
    for (const attempt of attempts) {
        const stack = attempt.error?.stack;
        const place = stack === undefined ? undefined : await findPlace(stack);
        if (place !== undefined) {
            places.set(attempt, place);
        }
    }
    return places;
}

const outcomeStyles: Partial<Record<AttemptOutcome, Style>> = {
    applied: "green",
    handled: "green",
    failed: "red",
    "timed out": "red",
    crashed: "red",
    ambiguous: "yellow",
    running: "yellow",
};

function showAttempts(terminal: Terminal, attempts: readonly Attempt[], places: ReadonlyMap<Attempt, string>): void {
    // Each function's together: two functions' attempts run side by side.
    const names = [...new Set(attempts.map((attempt) => attempt.function))].sort();
    const sorted = names.flatMap((name) => attempts.filter((attempt) => attempt.function === name));
    sorted.forEach((attempt, index) => {
        const { startedAt, number, outcome, durationMs, reason, error, replayName } = attempt;
        const retry = number === 1 ? "" : ` attempt ${number}`;
        const replay = replayName === undefined ? "" : `, by the replay ${replayName}`;
        const took = durationMs === undefined ? "" : ` after ${durationMs.toFixed(0)} ms`;
        const verdict = terminal.style(outcome, outcomeStyles[outcome] ?? "dim");
        const why = reason === undefined || reason === "" ? "" : `: ${reason}`;
        const head = `${formatClock(startedAt)} ${attempt.function}${retry}: ${verdict}${took}${replay}${why}`;
        say(terminal, index === 0 ? "attempts" : "", head);
        attempt.lines.forEach((line) => showLine(terminal, line));
        if (error !== undefined) {
            detail(terminal, terminal.style(`${error.name}: ${error.message}`, "red"));
            const place = places.get(attempt);
            if (place !== undefined) {
                detail(terminal, terminal.style(`at ${place}`, "dim"));
            }
        }
    });
}

function showLine(terminal: Terminal, line: Line): void {
    if (line.type === "platform") {
        return;
    }
    const text = line.type === "console" ? line.text : `${line.message} ${showFields(line.fields)}`;
    text.split("\n").forEach((row) => detail(terminal, `${terminal.style("|", "dim")} ${row}`));
}

/** The event's own ids say nothing new in its story. */
function showFields(fields: Readonly<Record<string, unknown>>): string {
    return Object.entries(fields)
        .filter(([name]) => !["eventId", "eventType", "busEventId"].includes(name))
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(" ");
}

function showDecision(terminal: Terminal, { ledger, object, eventId }: EventStory): void {
    if (ledger.length === 0) {
        say(terminal, "decision", terminal.style("none: the ledger does not have it", "yellow"));
    }
    ledger.forEach(({ outcome, reason, recordedAt }, index) => {
        const at = terminal.style(`(${formatTime(Date.parse(recordedAt))})`, "dim");
        say(
            terminal,
            index === 0 ? "decision" : "",
            `${terminal.style(outcome, outcomeStyles[outcome] ?? "dim")}: ${reason} ${at}`,
        );
    });
    if (object !== undefined) {
        showObject(terminal, object, { label: terminal.style("state".padEnd(labelWidth + 2), "dim"), indent, eventId });
    }
}

function explainStanding(
    terminal: Terminal,
    standing: Standing,
    { arrivals }: EventStory,
    deployment: DeploymentOptions,
): string {
    const { function: name, status, nextAttemptAt } = standing;
    const suggest = (command: string) => suggestCommand(`${command} ${name}`, deployment);
    switch (status) {
        case "settled":
            return `${name}: ${terminal.style("settled", "green")}`;
        case "running":
            return `${name}: ${terminal.style("running", "yellow")}`;
        case "retrying": {
            const next = nextAttemptAt === undefined ? "" : `, the next attempt at about ${formatClock(nextAttemptAt)}`;
            return `${name}: ${terminal.style("being retried", "yellow")}${next}`;
        }
        case "failed":
            return `${name}: ${terminal.style("failed", "red")}: Lambda tries its batch again, and in the end gives it up: ${suggest("dlq show")}`;
        case "dead letter":
            return `${name}: ${terminal.style("in the dead-letter queue", "red")}, unless it was taken out since: ${suggest("dlq show")}`;
        case "paused":
            return `${name}: ${terminal.style("paused", "yellow")}, and what came meanwhile is kept: ${suggest("resume")}`;
        case "waiting": {
            const since = arrivals.at(-1)?.at;
            const when = since === undefined ? "" : ` since ${formatClock(since)}`;
            return `${name}: ${terminal.style("waiting", "yellow")}${when}: no attempt is in its log`;
        }
    }
}

function say(terminal: Terminal, label: string, text: string): void {
    terminal.flow(`${terminal.style(label.padEnd(labelWidth), "dim")}  ${text}`, indent);
}

function detail(terminal: Terminal, text: string): void {
    terminal.flow(`${detailIndent}${text}`, detailIndent);
}
