import { randomUUID } from "node:crypto";
import { validateHeaderValue } from "node:http";

/**
 * X-Ray's `X-Amzn-Trace-Id` for a function whose caller sent none.
 *
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 *
 * @param now milliseconds since the epoch
 */
export function createTraceHeader(now: number, sampled: boolean): string {
    const random = randomUUID().replaceAll("-", "");
    const seconds = Math.floor(now / 1000).toString(16);
    return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${randomUUID().slice(-12)}${random.slice(-4)};Sampled=${sampled ? 1 : 0}`;
}

/**
 * The trace header that a caller gave, unless no HTTP header can hold it: functions get it in one. EventBridge's
 * `TraceHeader`, for example, may be any text of up to 500 characters.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export function keepIfUsable(given: string | undefined): string | undefined {
    if (given === undefined) {
        return undefined;
    }
    try {
        validateHeaderValue("X-Amzn-Trace-Id", given);
        return given;
    } catch {
        return undefined;
    }
}
