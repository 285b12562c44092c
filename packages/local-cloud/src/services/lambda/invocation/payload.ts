import { AwsError } from "../../../aws-error";
import type { Caller } from "../../service";

/** Lambda's quota for the payload of a synchronous invocation. */
export const maxSyncPayloadBytes = 6 * 1024 * 1024;
/** Lambda's quota for the payload of an asynchronous invocation: 1 MB since October 2025. */
export const maxAsyncPayloadBytes = 1024 * 1024;

/**
 * The payload that a function gets: JSON text. None at all is an empty object.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 *
 * @param caller a service of the local cloud gives JSON that it made itself, which need not be read for that
 * @throws AwsError `RequestTooLargeException` or `InvalidRequestContentException`
 */
export function checkPayload(payload: string, maxBytes: number, caller: Caller): string {
    if (payload.length * 3 > maxBytes && Buffer.byteLength(payload) > maxBytes) {
        throw new AwsError(
            "RequestTooLargeException",
            `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
            413,
            { Type: "User" },
        );
    }
    if (payload === "") {
        return "{}";
    }
    if (caller.kind === "service") {
        return payload;
    }
    try {
        JSON.parse(payload);
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${reason}`, 400, {
            Type: "User",
        });
    }
    return payload;
}
