import { stripVTControlCharacters } from "node:util";

import type { Terminal } from "local-cloud/command";

/** A column narrower than this tells nothing any more. */
const minWidth = 8;

/**
 * Shows rows as a table for people. Where it is wider than the terminal, the widest column is cut.
 *
 * @param rows cells may be styled; numbers are set to the right
 */
export function showTable(
    terminal: Terminal,
    headings: readonly string[],
    rows: readonly (readonly (string | number)[])[],
): void {
    const cells = [headings, ...rows.map((row) => row.map(String))];
    const widths = headings.map((_, column) => Math.max(...cells.map((row) => measure(row[column] ?? ""))));
    const excess = widths.reduce((sum, width) => sum + width + 2, -2) - terminal.columns;
    const widest = widths.indexOf(Math.max(...widths));
    if (excess > 0) {
        widths[widest] = Math.max(minWidth, (widths[widest] ?? 0) - excess);
    }
    cells.forEach((row, index) => {
        const line = row.map((cell, column) => {
            const width = widths[column] ?? 0;
            const text = cut(cell, width);
            const padding = " ".repeat(width - measure(text));
            return typeof rows[0]?.[column] === "number" ? padding + text : text + padding;
        });
        const text = line.join("  ").trimEnd();
        terminal.line(index === 0 ? terminal.style(text, "dim") : text);
    });
}

function measure(text: string): number {
    return stripVTControlCharacters(text).length;
}

/** Cut text loses its style, whose end would be cut off with it. */
function cut(text: string, width: number): string {
    return measure(text) <= width ? text : `${stripVTControlCharacters(text).slice(0, width - 1)}…`;
}
