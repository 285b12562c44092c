import { InvalidArgumentError } from "commander";

const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** Seconds since the epoch, of `30d`, `12h`, `90m`, or a date; without a zone it is in UTC, as commands write times. */
export function parseSince(text: string): number {
    const [, count, unit = ""] = /^(\d+)([dhms])$/.exec(text) ?? [];
    const at = count === undefined ? parseDate(text) : Date.now() - Number(count) * (unitSeconds[unit] ?? 0) * 1000;
    if (Number.isNaN(at)) {
        throw new InvalidArgumentError("Write how long ago, such as 30d or 12h, or a date, such as 2026-11-01T12:00Z.");
    }
    return Math.floor(at / 1000);
}

function parseDate(text: string): number {
    const hasZone = /Z$|[+-]\d\d:?\d\d$/i.test(text);
    const hasTime = /\d:\d\d/.test(text);
    return Date.parse(hasTime && !hasZone ? `${text}Z` : text);
}
