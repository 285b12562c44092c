import type { LogEvent, LogReader } from "../../../cli/logs/log-reader";

/** A line, and when it came, in milliseconds since the epoch. */
export type Written = readonly [at: number, line: Record<string, unknown> | string];

/**
 * Logs by group. Of a pattern, they look at its quoted texts alone: a line has each where the pattern has no `?`, else one. What
 * CloudWatch makes of a pattern, the tests on the local cloud hold.
 */
export function fakeLogs(groups: Record<string, readonly Written[]>): LogReader & { queries: number } {
    return {
        queries: 0,
        async *read({ logGroupName, pattern = "", from, to = Infinity, latestFirst = false }) {
            this.queries++;
            const events = (groups[logGroupName] ?? []).map(([at, line], index): LogEvent => ({
                id: String(index),
                at,
                message: typeof line === "string" ? line : JSON.stringify({ level: "INFO", ...line }),
            }));
            const isFound = makeTest(pattern);
            const found = events.filter(({ at, message }) => at >= from && at <= to && isFound(message));
            yield* latestFirst ? found.reverse() : found;
        },
    };
}

function makeTest(pattern: string): (message: string) => boolean {
    if (pattern.startsWith("?")) {
        const terms = [...pattern.matchAll(/\?"([^"]+)"/g)].map(([, term = ""]) => term);
        return (message) => terms.some((term) => message.includes(term));
    }
    const tests = [...pattern.matchAll(/\$\.(\w+) = "([^"]*)"/g)].map(
        ([, name = "", value = ""]) => [name, value] as const,
    );
    const names = [...new Set(tests.map(([name]) => name))];
    return (message) => {
        const line = JSON.parse(message) as Record<string, unknown>;
        return names.every((name) => tests.some(([of, value]) => of === name && isLike(value, line[name])));
    };
}

function isLike(value: string, member: unknown): boolean {
    return (
        typeof member === "string" && (value.endsWith("*") ? member.startsWith(value.slice(0, -1)) : member === value)
    );
}
