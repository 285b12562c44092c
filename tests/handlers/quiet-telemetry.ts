import type { Telemetry } from "../../handlers/telemetry";

/** Telemetry that keeps what it is told, for tests to look at. */
export interface QuietTelemetry extends Telemetry {
    lines: { level: "info" | "warn" | "error"; message: string; fields: Record<string, unknown> }[];
    counts: Record<string, number>;
    flushes: number;
}

export function quietTelemetry(): QuietTelemetry {
    const telemetry: QuietTelemetry = {
        lines: [],
        counts: {},
        flushes: 0,
        info: (message, fields = {}) => void telemetry.lines.push({ level: "info", message, fields }),
        warn: (message, fields = {}) => void telemetry.lines.push({ level: "warn", message, fields }),
        error: (message, error, fields = {}) =>
            void telemetry.lines.push({ level: "error", message, fields: { ...fields, error } }),
        count: (metric, value = 1) => {
            telemetry.counts[metric] = (telemetry.counts[metric] ?? 0) + value;
        },
        flush: () => {
            telemetry.flushes++;
        },
    };
    return telemetry;
}
