import type { Telemetry } from "../../handlers/telemetry";

/** Telemetry that keeps what it is told, for tests to look at. */
export interface QuietTelemetry extends Telemetry {
    lines: { level: "info" | "warn" | "error"; message: string; fields: Record<string, unknown> }[];
    counts: Record<string, number>;
    /** What the counts are kept by, besides. */
    dimensions: Record<string, string>[];
    flushes: number;
}

export function quietTelemetry(): QuietTelemetry {
    let concern: Record<string, unknown> = {};
    const add = (level: "info" | "warn" | "error", message: string, fields: Record<string, unknown>) =>
        void telemetry.lines.push({ level, message, fields: { ...concern, ...fields } });
    const telemetry: QuietTelemetry = {
        lines: [],
        counts: {},
        dimensions: [],
        flushes: 0,
        info: (message, fields = {}) => add("info", message, fields),
        warn: (message, fields = {}) => add("warn", message, fields),
        error: (message, error, fields = {}) => add("error", message, { ...fields, error }),
        concern: (fields) => {
            concern = fields;
        },
        count: (metric, value = 1) => {
            telemetry.counts[metric] = (telemetry.counts[metric] ?? 0) + value;
        },
        countBy: (dimension, value) => void telemetry.dimensions.push({ [dimension]: value }),
        flush: () => {
            telemetry.flushes++;
        },
    };
    return telemetry;
}
