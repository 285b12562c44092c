import { inspect } from "node:util";

import type { Terminal } from "../terminal";
import type { Applied } from "./await-applied";
import type { LedgerEntry } from "./ledger-watch";
import type { Summary } from "./send-many";
import type { StateItem } from "./stack-client";

/** Shows what became of one event. */
export function showApplied(terminal: Terminal, { ledger, item }: Applied): void {
    const outcome = terminal.style(ledger.outcome ?? "no outcome", ledger.outcome === "applied" ? "green" : "yellow");
    terminal.line(`${outcome}${ledger.reason === undefined ? "" : `: ${ledger.reason}`}`);
    terminal.line();
    terminal.line(terminal.style(item === undefined ? "the ledger's entry" : "the object's item", "bold"));
    showFields(terminal, item ?? ledger);
}

/** Shows how a run of many events went. */
export function showSummary(terminal: Terminal, summary: Summary): void {
    const { count, done, outcomes, failures, seconds, perSecond, answered, applied } = summary;
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
    terminal.line(`  in ledger  p50 ${applied.p50.toFixed(0)} ms, p99 ${applied.p99.toFixed(0)} ms`);
}

function showFields(terminal: Terminal, fields: StateItem | LedgerEntry): void {
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

/** Stripe's objects are mostly fields that hold nothing: what a person looks for is among the others. */
function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutEmpty);
    }
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
        return value;
    }
    const kept = Object.entries(value)
        .map(([name, field]) => [name, withoutEmpty(field)] as const)
        .filter(([, field]) => field !== null && !(typeof field === "object" && Object.keys(field).length === 0));
    return Object.fromEntries(kept);
}
