import type { Style, Terminal } from "local-cloud/command";
import { formatCount } from "../format-count";
import { formatClock, formatTime } from "../format-time";
import { showTable } from "../show-table";
import type { EventRow, RowOutcome } from "./event-row";

const styles: Readonly<Record<RowOutcome, Style>> = {
    applied: "green",
    duplicate: "dim",
    stale: "dim",
    ignored: "dim",
    ambiguous: "yellow",
    waiting: "yellow",
    failed: "red",
    refused: "red",
};

/** Narrower ones have no room for objects and reasons. */
const minFullWidth = 110;

export interface Listed {
    /** Milliseconds since the epoch. */
    from: number;
    isMore: boolean;
    limit: number;
    scan?: boolean;
    stack?: string;
}

/** Shows events as a table, and says what it covers. */
export function showRows(terminal: Terminal, rows: readonly EventRow[], listed: Listed): void {
    const isFull = terminal.columns >= minFullWidth;
    if (rows.length > 0) {
        const days = new Set(rows.map(({ at }) => formatTime(at).slice(0, 10)));
        const time = days.size === 1 ? formatClock : (at: number) => formatTime(at).slice(5);
        showTable(
            terminal,
            ["time", "event", "type", "outcome", ...(isFull ? ["object", "reason"] : [])],
            rows.map((row) => [
                time(row.at),
                row.eventId ?? "",
                row.eventType ?? "",
                terminal.style(row.outcome, styles[row.outcome]),
                ...(isFull ? [row.objectId ?? "", row.reason ?? ""] : []),
            ]),
            ["time", "event", "outcome", "object"],
        );
    }
    const since = `since ${formatTime(listed.from)}`;
    const found = rows.length === 0 ? `no event ${since}` : `${formatCount(rows.length, "event")} ${since}`;
    const notes = [
        listed.isMore ? `the latest ${rows.length} ${since}, and more before (--limit)` : found,
        rows.length > 0 && !isFull ? "npm run events -- show ID says why" : undefined,
        explainCoverage(rows, listed),
    ];
    terminal.flow(terminal.style(notes.filter(Boolean).join("; "), "dim"), "");
}

function explainCoverage(rows: readonly EventRow[], { scan, stack, isMore }: Listed): string | undefined {
    if (scan) {
        return "as the ledger has them: it knows nothing of handlers, nor of what was refused";
    }
    if (isMore) {
        return undefined;
    }
    return stack === undefined
        ? "the local cloud's logs begin at its start: --scan reads the ledger"
        : rows.length === 0
          ? "--since goes back further, as far as logs are kept (logDays); --scan reads the ledger"
          : undefined;
}

/** Shows one event, in one line where it fits. */
export function showRow(terminal: Terminal, row: EventRow): void {
    const { at, outcome, eventType, eventId, objectId, reason } = row;
    const parts = [
        terminal.style(formatClock(at), "dim"),
        terminal.style(outcome.padEnd(9), styles[outcome]),
        eventType,
        eventId,
        objectId,
        reason === undefined ? undefined : `${terminal.style("·", "dim")} ${reason}`,
    ];
    terminal.flow(parts.filter(Boolean).join(" "), " ".repeat(20));
}

export function styleOutcome(terminal: Terminal, outcome: RowOutcome): string {
    return terminal.style(outcome, styles[outcome]);
}
