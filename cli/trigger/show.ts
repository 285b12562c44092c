import { inspect } from "node:util";

import type { ShownItem } from "./stack-client";
import { type Terminal, prospect } from "local-cloud/command";
import type { EventOutcome } from "./outcome";
import type { SendResult } from "./post-event";
import type { Summary } from "./send-many";
import { withoutEmpty } from "../without-empty";

/** The longest of subscriptions' usual names. */
const nameWidth = 16;

/** Shows that the webhook, or the bus of Stripe's event source, has taken an event. */
export function showAccepted(
    terminal: Terminal,
    event: { id: string; type: string; data: { object: object } },
    { status, milliseconds, place }: SendResult & { place: string },
): void {
    const { id = "" } = event.data.object as { id?: string };
    terminal.flow([terminal.style(event.type, "bold"), event.id, id, `→ ${place}`].filter(Boolean).join(" "), "  ");
    terminal.line(
        `  ${"accepted".padEnd(nameWidth)} ${status === undefined ? "" : `${status} `}after ${milliseconds.toFixed(0)} ms`,
    );
}

/** Shows what each subscription did with an event, and the item of its object, where that is wanted. */
export function showOutcome(terminal: Terminal, outcome: EventOutcome, item: ShownItem | undefined): void {
    const { subscribers } = outcome;
    if (subscribers === undefined) {
        const place = "a deployed stack tells by its logs and dead-letter queues";
        terminal.flow(`  ${"subscriptions".padEnd(nameWidth)} ${terminal.style(place, "dim")}`, "  ");
    }
    for (const subscriber of subscribers ?? []) {
        const { name, error } = subscriber;
        const start = `  ${name.padEnd(nameWidth)}`;
        const indent = " ".repeat(nameWidth + 3);
        if (error === undefined) {
            terminal.line(`${start} ${terminal.style("done", "green")}`);
        } else {
            terminal.flow(`${start} ${terminal.style("failed", "red")}: ${error.type}: ${error.message}`, indent);
            terminal.flow(`${indent}${prospect(subscriber)}`, indent);
        }
    }
    if (item !== undefined) {
        showFields(terminal, item);
    }
}

/** Shows what the ledger says of an event. */
export function showVerdict(terminal: Terminal, { outcome, reason }: EventOutcome): void {
    const shown = terminal.style(outcome ?? "no outcome", outcome === "applied" ? "green" : "yellow", "bold");
    terminal.line(`${shown}${reason === undefined ? "" : `: ${reason}`}`);
}

/** Says whether an event is in the ledger, though a subscription failed. */
export function recordedAs({ outcome }: EventOutcome): string {
    return outcome === undefined ? "not recorded" : `recorded as ${outcome}`;
}

/** Shows how a run of many events went. */
export function showSummary(terminal: Terminal, summary: Summary): void {
    const { count, done, outcomes, failures, seconds, perSecond, answered, settled } = summary;
    const all = done === count;
    terminal.line(
        `${terminal.style(`${done} of ${count} events`, all ? "green" : "red", "bold")} in ${seconds.toFixed(1)} s: ` +
            `${perSecond.toFixed(0)} a second`,
    );
    for (const [outcome, number] of Object.entries(outcomes)) {
        terminal.line(`  ${outcome.padEnd(10)} ${number}`);
    }
    for (const [failure, number] of Object.entries(failures)) {
        terminal.line(`  ${terminal.style("failed", "red").padEnd(10)} ${number}: ${failure}`);
    }
    terminal.line(`  answered   p50 ${answered.p50.toFixed(0)} ms, p99 ${answered.p99.toFixed(0)} ms`);
    terminal.line(`  settled    p50 ${settled.p50.toFixed(0)} ms, p99 ${settled.p99.toFixed(0)} ms`);
}

function showFields(terminal: Terminal, fields: ShownItem): void {
    const width = Math.max(...Object.keys(fields).map((name) => name.length));
    for (const [name, value] of Object.entries(fields)) {
        const text = inspect(withoutEmpty(value), {
            colors: terminal.colours,
            depth: 4,
            breakLength: 100,
            // A list's first ten say what it is like; --json shows all.
            maxArrayLength: 10,
        });
        terminal.line(`  ${terminal.style(name.padEnd(width), "cyan")}  ${text.replaceAll("\n", "\n  ")}`);
    }
}
