import { AwsError } from "../../../aws-error";

/** Lambda's quota for the payload of a synchronous invocation. */
export const maxSyncPayloadBytes = 6 * 1024 * 1024;
/** Lambda's quota for the payload of an asynchronous invocation: 1 MB since October 2025. */
export const maxAsyncPayloadBytes = 1024 * 1024;

/**
 * The payload that a function gets: JSON text. None at all is an empty object.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 *
 * @throws AwsError `RequestTooLargeException` or `InvalidRequestContentException`
 */
export function checkPayload(payload: string, maxBytes: number): string {
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
