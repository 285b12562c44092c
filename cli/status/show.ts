import type { Terminal } from "local-cloud/command";
import type { DeploymentOptions } from "../deployment";
import { formatCount } from "../format-count";
import { formatAge, formatLatency } from "../format-duration";
import { formatClock } from "../format-time";
import { showTable } from "../show-table";
import { suggestCommand } from "../suggest-command";
import type { Problem } from "./find-problems";
import { listDeadLetters } from "./list-dead-letters";
import type { HandlerStatus, Latency, Status, SyncStatus, WebhookStatus } from "./status";

/** Where what is said of a stage begins. */
const labelWidth = 14;
const indent = " ".repeat(labelWidth);

const marks = { wrong: ["✗", "red"], note: ["!", "yellow"], over: ["✓", "green"] } as const;

export interface ShowOptions {
    /** The deployment, for the commands. */
    options: DeploymentOptions;
    /** How many problems there is room for. @default all */
    maxProblems?: number;
}

/** Shows a status: what is wrong on top, then each stage of an event's way. */
export function showStatus(
    terminal: Terminal,
    status: Status,
    problems: readonly Problem[],
    { options, maxProblems = Infinity }: ShowOptions,
): void {
    const wrong = problems.filter(({ level }) => level === "wrong").length;
    const verdict =
        wrong === 0
            ? terminal.style("nothing is wrong", "green")
            : terminal.style(`${formatCount(wrong, "thing")} ${wrong === 1 ? "is" : "are"} wrong`, "red", "bold");
    terminal.flow(`${terminal.style(status.name, "bold")} at ${formatClock(Date.parse(status.at))}: ${verdict}`, "");
    problems.slice(0, maxProblems).forEach((problem) => showProblem(terminal, problem, options));
    if (problems.length > maxProblems) {
        terminal.line(`  and ${problems.length - maxProblems} more: npm run status without --watch`);
    }
    terminal.line();
    terminal.line(terminal.style("In the last hour (times: p50/p99)", "dim"));
    showStages(terminal, status);
    terminal.line();
    showSubscriptions(terminal, status);
    terminal.line();
    showRest(terminal, status);
}

function showProblem(terminal: Terminal, { level, text, command }: Problem, options: DeploymentOptions): void {
    const [sign, style] = marks[level];
    const mark = terminal.style(sign, style);
    terminal.flow(`${mark} ${text}`, "  ");
    if (command !== undefined) {
        terminal.flow(`  ${terminal.style(suggestCommand(command, options), "cyan")}`, "    ");
    }
}

function showStages(terminal: Terminal, { webhook, bus }: Status): void {
    if (webhook !== undefined) {
        showWebhook(terminal, webhook);
    }
    showLine(terminal, "bus", [
        `${bus.matched} matched`,
        `${bus.delivered} delivered`,
        count(terminal, bus.retried, "retried", "yellow"),
        count(terminal, bus.failed, "given up", "red"),
        formatLatency(bus.took),
    ]);
}

function showWebhook(terminal: Terminal, webhook: WebhookStatus): void {
    const { received, otherMode, signaturesRefused, notStripeEvents, tooLarge } = webhook;
    const refused = signaturesRefused + notStripeEvents + tooLarge;
    const failed = webhook.busFailures + webhook.receiveFailures + webhook.crashes;
    showLine(terminal, "webhook", [
        `${received} received`,
        count(terminal, refused, "refused", "yellow"),
        count(terminal, failed, "failed", "red"),
        ...(webhook.throttles > 0 ? [count(terminal, webhook.throttles, "throttled", "red")] : []),
        ...(otherMode > 0 ? [`${otherMode} of the other mode`] : []),
        formatLatency(webhook.took),
    ]);
}

function showSubscriptions(terminal: Terminal, { subscriptions, changeSubscriptions }: Status): void {
    const row = (name: string, one: HandlerStatus, waited: string) => [
        name,
        one.handled,
        one.skipped,
        one.failed,
        one.throttles,
        one.paused ? terminal.style("paused", "yellow") : waited,
        formatLatency(one.took),
    ];
    const behind = (milliseconds: number | undefined) =>
        formatLatency({ p50: undefined, p99: milliseconds } satisfies Latency);
    showTable(
        terminal,
        ["subscription", "handled", "skipped", "failed", "throttled", "waited", "took"],
        [
            ...Object.entries(subscriptions).map(([name, one]) => row(name, one, formatLatency(one.waited))),
            ...Object.entries(changeSubscriptions).map(([name, one]) => row(name, one, behind(one.behind))),
        ],
    );
}

function showRest(terminal: Terminal, status: Status): void {
    const { at, outcomes, sync, alarms } = status;
    showLine(
        terminal,
        "ledger",
        Object.entries(outcomes).map(([outcome, number]) => `${number} ${outcome}`),
    );
    if (sync !== undefined) {
        showLine(terminal, "in step", describeSync(sync, Date.parse(at)), "; ");
    }
    const letters = listDeadLetters(status)
        .filter(([, number]) => number > 0)
        .map(([name, number]) => terminal.style(`${name} ${number}`, "red"));
    showLine(terminal, "dead letters", letters.length > 0 ? letters : ["none"]);
    if ("unknown" in alarms) {
        showLine(terminal, "alarms", [`not known: ${alarms.unknown}`]);
        return;
    }
    const on = alarms.list.filter(({ state }) => state === "ALARM");
    const names = on.map(({ name }) => terminal.style(name.replace(/-[0-9a-f]{7}$/, ""), "red"));
    showLine(terminal, "alarms", [`${on.length} of ${alarms.list.length} on`, ...names]);
}

/** @returns parts of a sentence */
function describeSync({ recover, reconcile }: SyncStatus, now: number): string[] {
    const ago = (at: string) => `${formatAge(now - Date.parse(at))} ago`;
    const { compared, drifted, repaired, leftDrifted } = reconcile;
    return [
        recover.lastAt === undefined
            ? "no look for missed events in two days"
            : `looked for missed events ${ago(recover.lastAt)}: ${recover.recovered} found in two days`,
        reconcile.lastAt === undefined
            ? "not compared in two days"
            : `compared ${ago(reconcile.lastAt)}: ${compared} objects, ${drifted} drifted, ${repaired} repaired, ${leftDrifted} left`,
    ];
}

function showLine(terminal: Terminal, label: string, parts: readonly string[], separator = ", "): void {
    terminal.flow(`${label.padEnd(labelWidth)}${parts.filter((part) => part !== "").join(separator)}`, indent);
}

function count(terminal: Terminal, number: number, what: string, style: "red" | "yellow"): string {
    return number === 0 ? `0 ${what}` : terminal.style(`${number} ${what}`, style);
}
