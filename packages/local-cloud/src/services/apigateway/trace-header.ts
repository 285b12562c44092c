import { randomBytes } from "node:crypto";

/**
 * The `X-Amzn-Trace-Id` that goes on with a request: the caller's when it names a root, with a sampling decision if it
 * has none; else a new one.
 *
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 *
 * @param epochMilliseconds the request's time, which a trace's id begins with
 */
export function traceHeader(received: string | undefined, sampled: boolean, epochMilliseconds: number): string {
    const decision = `Sampled=${sampled ? 1 : 0}`;
    if (received !== undefined && /(^|;)\s*Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;|$)/i.test(received)) {
        return /(^|;)\s*Sampled=[01](;|$)/.test(received) ? received : `${received};${decision}`;
    }
    const seconds = Math.floor(epochMilliseconds / 1000)
        .toString(16)
        .padStart(8, "0");
    return `Root=1-${seconds}-${randomBytes(12).toString("hex")};${decision}`;
}
