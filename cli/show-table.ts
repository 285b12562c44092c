import { stripVTControlCharacters } from "node:util";

import type { Terminal } from "local-cloud/command";

/** A column narrower than this tells nothing any more. */
const minWidth = 8;

/**
 * Shows rows as a table for people. Where it is wider than the terminal, its widest columns are cut.
 *
 * @param rows cells may be styled; numbers are set to the right
 * @param whole headings of columns that are never cut, such as ids
 */
export function showTable(
    terminal: Terminal,
    headings: readonly string[],
    rows: readonly (readonly (string | number)[])[],
    whole: readonly string[] = [],
): void {
    const cells = [headings, ...rows.map((row) => row.map(String))];
    const widths = headings.map((_, column) => Math.max(...cells.map((row) => measure(row[column] ?? ""))));
    const isCut = headings.map((heading) => !whole.includes(heading));
    for (let excess = widths.reduce((sum, width) => sum + width + 2, -2) - terminal.columns; excess > 0; excess--) {
        const widest = Math.max(...widths.filter((width, column) => isCut[column] && width > minWidth));
        const column = widths.findIndex((width, index) => isCut[index] && width === widest);
        if (column < 0) {
            break;
        }
        widths[column] = widest - 1;
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
