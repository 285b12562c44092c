import { expect } from "chai";
import { type CapturedOutput, captureOutput } from "local-cloud/testing";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

const folder = path.resolve(__dirname, "../snapshots");

/** A pattern of what differs between runs, and what stands for it. */
export type Replacement = readonly [pattern: RegExp, replacement: string];

/** A terminal so many columns wide, which remembers what was written to it. */
export function captureTerminal(columns: number): CapturedOutput {
    return Object.assign(captureOutput(true), { columns });
}

/**
 * Expects what a command showed to be what `tests/snapshots/NAME.COLUMNS.txt` has, and no line of it to be wider than
 * the terminal. `UPDATE_SNAPSHOTS=1 mocha FILE` writes the file; review it before it is committed.
 *
 * @param text colors are taken off; what differs between runs is replaced by something of its width
 * @param replacements more that differs between runs, applied first; `exact` where nothing does
 */
export function expectSnapshot(
    name: string,
    columns: number,
    text: string,
    replacements: readonly Replacement[] | "exact" = [],
): void {
    const plain = stripVTControlCharacters(text);
    const wide = plain.split("\n").filter((line) => line.length > columns);
    expect(wide, `lines of ${name} wider than ${columns} columns`).to.deep.equal([]);
    const same =
        replacements === "exact"
            ? plain
            : replaceUnstable(replacements.reduce((all, [pattern, by]) => all.replace(pattern, by), plain));
    const shown = same.replace(/ +$/gm, "");
    const file = path.join(folder, `${name}.${columns}.txt`);
    if (process.env.UPDATE_SNAPSHOTS === "1") {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, shown);
        return;
    }
    expect(shown, `${path.relative(process.cwd(), file)} (UPDATE_SNAPSHOTS=1 writes it)`).to.equal(read(file));
}

function read(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return undefined;
    }
}

/**
 * `text` with something of the same width for times, dates, durations, ids, UUIDs, long hexadecimal numbers and ports, so
 * that tables keep their shape. The first id of a kind becomes `evt_1xxx…`, the second `evt_2xxx…`.
 */
export function replaceUnstable(text: string): string {
    const ids = new Map<string, string>();
    const counts = new Map<string, number>();
    const number = (prefix: string, id: string): string => {
        const known = ids.get(id);
        if (known !== undefined) {
            return known;
        }
        const count = (counts.get(prefix) ?? 0) + 1;
        counts.set(prefix, count);
        const replaced = `${prefix}${count}`.padEnd(id.length, "x");
        ids.set(id, replaced);
        return replaced;
    };
    return text
        .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => number("", id))
        .replace(/\b\d{4}-\d\d-\d\d(?=T|\b)/g, "YYYY-MM-DD")
        .replace(/(\b|T)\d\d:\d\d:\d\d(\.\d{3})?/g, (_, before: string, fraction?: string) => {
            return `${before}hh:mm:ss${fraction === undefined ? "" : ".sss"}`;
        })
        .replace(
            /( *)\b(\d+(?:\.\d+)?)( ?)(ms|s|seconds?|minutes?)\b/g,
            (all, spaces: string, _, gap: string, unit: string) => {
                return `${spaces === "" ? "" : " "}#${gap}${unit}`.padStart(spaces.length > 1 ? all.length : 0);
            },
        )
        .replace(/\b([a-z]{2,5}_(?:test_|live_|sched_)?)(?=\w*[A-Z0-9])[A-Za-z0-9]{8,}/g, (id, prefix: string) => {
            return number(prefix, id);
        })
        .replace(/\b(?=[a-f]*\d)[0-9a-f]{16,}\b/g, (id) => number("", id))
        .replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT");
}
