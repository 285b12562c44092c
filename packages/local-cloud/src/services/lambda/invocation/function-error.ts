import type { FunctionError } from "../../../observation";

/**
 * The payload by which Lambda itself tells of an invocation that the function did not end: a timeout, an exit.
 *
 * @param type such as `Runtime.ExitError`
 * @param message what happened, without the request's id
 */
export function formatPlatformError(requestId: string, type: string, message: string): string {
    return JSON.stringify({ errorType: type, errorMessage: `RequestId: ${requestId} Error: ${message}` });
}

/** The error in a function error's payload, as far as that tells. */
export function parseFunctionError(payload: string): FunctionError {
    const { errorMessage: message, trace } = readMembers(payload);
    return {
        type: readErrorType(payload) ?? "Error",
        message: typeof message === "string" ? message : payload,
        trace: Array.isArray(trace) ? trace.map(String) : [],
    };
}

/** The type of the error in a function error's payload, where there is one. */
export function readErrorType(payload: string): string | undefined {
    const { errorType: type } = readMembers(payload);
    return typeof type === "string" ? type : undefined;
}

function readMembers(payload: string): Record<string, unknown> {
    try {
        return (JSON.parse(payload) ?? {}) as Record<string, unknown>;
    } catch {
        return {};
    }
}
