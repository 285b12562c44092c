import { inspect, stripVTControlCharacters } from "node:util";

import type { Terminal } from "local-cloud/command";
import { formatTime } from "../format-time";
import { withoutEmpty } from "../without-empty";
import type { StoredObject } from "./read-object";

export interface ShowObjectOptions {
    /** What the first line begins with. */
    label?: string;
    /** What further lines begin with. */
    indent?: string;
    /** The event in whose story the object stands: then its plain members are shown, in few lines. */
    eventId?: string;
}

const maxShortLength = 40;

/** Shows an object as the state has it, without the members that hold nothing. */
export function showObject(terminal: Terminal, { item }: StoredObject, options: ShowObjectOptions = {}): void {
    const { label = "", indent = "  ", eventId } = options;
    const by = item.eventId === eventId ? "this event" : `${item.eventType} ${item.eventId}`;
    const notes = [
        `version ${item.version}`,
        item.status && `status ${item.status}`,
        item.deleted && terminal.style("deleted", "red"),
        item.ambiguous && terminal.style("ambiguous: nothing shows which of its last events came last", "yellow"),
        item.truncated && terminal.style("truncated", "yellow"),
        `written by ${by}`,
        `of ${formatTime(item.eventCreated * 1000)}`,
    ];
    terminal.flow(`${label}${item.kind} ${item.objectId}: ${notes.filter(Boolean).join(", ")}`, indent);
    const members = Object.entries(withoutEmpty(item.object) as object) as [string, unknown][];
    if (eventId !== undefined) {
        const plain = members.filter(([name, value]) => isTelling(name, value));
        terminal.flow(`${indent}${plain.map(([name, value]) => `${name}=${String(value)}`).join(" ")}`, indent);
        return;
    }
    members.forEach(([name, value]) => showMember(terminal, name, value, indent));
}

/** Whether a member is short, and says what the line before does not. */
function isTelling(name: string, value: unknown): boolean {
    const isShort = typeof value === "string" && value.length <= maxShortLength;
    // Larger numbers are times, of which the line before has the one that counts.
    const isAmount = typeof value === "number" && value !== 0 && Math.abs(value) < 1e9;
    return (isShort || isAmount || value === true) && !["id", "object", "status"].includes(name);
}

function showMember(terminal: Terminal, name: string, value: unknown, indent: string): void {
    const breakLength = Math.min(100, terminal.columns - indent.length);
    // A list's first members say what it is like; --json shows all.
    const text = inspect(value, { colors: terminal.colours, depth: 4, breakLength, maxArrayLength: 10 });
    for (const row of `${indent}${terminal.style(name, "cyan")}: ${text.replaceAll("\n", `\n${indent}`)}`.split("\n")) {
        const plain = stripVTControlCharacters(row);
        terminal.line(plain.length <= terminal.columns ? row : `${plain.slice(0, terminal.columns - 1)}…`);
    }
}
