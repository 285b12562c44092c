import type { Latency } from "./status";

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

/** How long ago, in the largest unit that there is one of: metrics tell it to the minute. */
export function formatAge(milliseconds: number): string {
    const units: [number, string][] = [
        [day, "day"],
        [hour, "hour"],
        [minute, "minute"],
    ];
    const [size, name] = units.find(([one]) => milliseconds >= 2 * one) ?? [minute, "minute"];
    const count = Math.max(1, Math.floor(milliseconds / size));
    return `${count} ${name}${count === 1 ? "" : "s"}`;
}
