import { createHash } from "node:crypto";

import { latestVersion } from "../functions/function-arn";
import type { FunctionDefinition } from "../functions/function-definition";

/** What Lambda reports of an invocation that is over. */
export interface Report {
    requestId: string;
    durationMs: number;
    /** Of the environment's start, for the first invocation alone. */
    initDurationMs?: number;
    maxMemoryMegabytes: number;
    status: "success" | "error" | "timeout";
    errorType?: string;
    /** Where a sampled trace goes on. */
    traceHeader?: string;
}

/** The lines that Lambda itself writes to a function's log. */
export interface PlatformLines {
    initStart(): string;
    /** Where the environment's start failed. */
    initReport(durationMs: number, status: "error" | "timeout", errorType: string): string;
    start(requestId: string): string;
    /** Those after the function's own, in order. */
    end(report: Report): readonly string[];
}

/** The lines in the format that `definition` asks for. */
export function createPlatformLines(definition: FunctionDefinition, now: () => number): PlatformLines {
    return definition.logFormat === "JSON" ? createJsonLines(definition, now) : createTextLines(definition);
}

function describeRuntime({ runtime }: FunctionDefinition): { name: string; arn: string } {
    const digest = createHash("sha256").update(runtime).digest("hex");
    return {
        name: runtime.replace(/^nodejs(\d+)\.x$/, "nodejs:$1.v1"),
        arn: `arn:aws:lambda:us-east-1::runtime:${digest}`,
    };
}

/**
 * Since August 2025 the start of the environment is billed too.
 *
 * Source: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
 */
function computeBilledMs({ durationMs, initDurationMs = 0 }: Report): number {
    return Math.ceil(durationMs + initDurationMs);
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
function createTextLines(definition: FunctionDefinition): PlatformLines {
    return {
        initStart() {
            const { name, arn } = describeRuntime(definition);
            return `INIT_START Runtime Version: ${name}\tRuntime Version ARN: ${arn}`;
        },
        initReport: (durationMs, status, errorType) =>
            `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: ${status}` +
            `\tError Type: ${errorType}`,
        start: (requestId) => `START RequestId: ${requestId} Version: ${latestVersion}`,
        end(report) {
            const { requestId, initDurationMs, status, errorType } = report;
            const parts = [
                `REPORT RequestId: ${requestId}`,
                `Duration: ${report.durationMs.toFixed(2)} ms`,
                `Billed Duration: ${computeBilledMs(report)} ms`,
                `Memory Size: ${definition.memoryMegabytes} MB`,
                `Max Memory Used: ${report.maxMemoryMegabytes} MB`,
                ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
                ...(status === "success" ? [] : [`Status: ${status}`]),
                ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
            ];
            const trace = definition.tracing === "Active" ? parseSampledTrace(report.traceHeader) : undefined;
            const xray =
                trace === undefined ? "" : `\nXRAY TraceId: ${trace.root}\tSegmentId: ${trace.parent}\tSampled: true`;
            return [`END RequestId: ${requestId}`, `${parts.join("\t")}\t${xray}`];
        },
    };
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function createJsonLines(definition: FunctionDefinition, now: () => number): PlatformLines {
    const line = (type: string, record: object) =>
        JSON.stringify({ time: new Date(now()).toISOString(), type: `platform.${type}`, record });
    const phase = { initializationType: "on-demand", phase: "init" };
    return {
        initStart() {
            const { name, arn } = describeRuntime(definition);
            return line("initStart", {
                ...phase,
                runtimeVersion: name,
                runtimeVersionArn: arn,
                functionName: definition.functionName,
                functionVersion: latestVersion,
            });
        },
        initReport: (durationMs, status, errorType) =>
            line("initReport", { ...phase, status, errorType, metrics: { durationMs: roundMs(durationMs) } }),
        start: (requestId) => line("start", { requestId, version: latestVersion }),
        end(report) {
            const { requestId, status, errorType, initDurationMs } = report;
            const metrics = {
                durationMs: roundMs(report.durationMs),
                billedDurationMs: computeBilledMs(report),
                memorySizeMB: definition.memoryMegabytes,
                maxMemoryUsedMB: report.maxMemoryMegabytes,
                ...(initDurationMs === undefined ? {} : { initDurationMs: roundMs(initDurationMs) }),
            };
            return [line("report", { requestId, metrics, status, ...(errorType === undefined ? {} : { errorType }) })];
        },
    };
}

function roundMs(milliseconds: number): number {
    return Math.round(milliseconds * 1000) / 1000;
}

function parseSampledTrace(header = ""): { root: string; parent: string } | undefined {
    const root = /Root=([^;]+)/.exec(header)?.[1];
    const parent = /Parent=([^;]+)/.exec(header)?.[1];
    return root !== undefined && parent !== undefined && header.includes("Sampled=1") ? { root, parent } : undefined;
}
