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
    let parsed: unknown;
    try {
        parsed = JSON.parse(payload);
    } catch {
        parsed = { errorMessage: payload };
    }
    const { errorType: type, errorMessage: message, trace } = (parsed ?? {}) as Record<string, unknown>;
    return {
        type: typeof type === "string" ? type : "Error",
        message: typeof message === "string" ? message : payload,
        trace: Array.isArray(trace) ? trace.map(String) : [],
    };
}

/** The type of the error in a function error's payload, where there is one. */
export function readErrorType(payload: string): string | undefined {
    let parsed: unknown;
    try {
        parsed = JSON.parse(payload);
    } catch {
        return undefined;
    }
    const value: unknown =
        typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>).errorType : undefined;
    return typeof value === "string" ? value : undefined;
}
