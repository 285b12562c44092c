import { formatCount } from "./format-count";
import type { Latency } from "./status/status";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `12ms/1.2s`; one value where the other is not known, and nothing without both. */
export function formatLatency({ p50, p99 }: Latency): string {
    return [p50, p99]
        .filter((value) => value !== undefined)
        .map(formatDuration)
        .join("/");
}

/** Milliseconds in the unit that a person reads at a glance, to two digits or whole. */
export function formatDuration(milliseconds: number): string {
    const [value, unit] =
        milliseconds < second
            ? [milliseconds, "ms"]
            : milliseconds < minute
              ? [milliseconds / second, "s"]
              : milliseconds < hour
                ? [milliseconds / minute, "min"]
                : [milliseconds / hour, "h"];
    return `${value < 10 && unit !== "ms" ? Number(value.toPrecision(2)) : Math.round(value)}${unit}`;
}

const ages: readonly [atLeast: number, size: number, unit: string][] = [
    [2 * day, day, "day"],
    [2 * hour, hour, "hour"],
    [minute, minute, "minute"],
    [-Infinity, second, "second"],
];

/** How long ago, or how old: whole minutes, hours once there are two, and days likewise. */
export function formatAge(milliseconds: number): string {
    const [, size, unit] = ages.find(([atLeast]) => milliseconds >= atLeast) as (typeof ages)[number];
    return formatCount(Math.max(0, Math.floor(milliseconds / size)), unit);
}
