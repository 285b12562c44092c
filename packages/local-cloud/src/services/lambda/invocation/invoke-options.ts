import type { Caller } from "../../service";

export interface InvokeOptions {
    caller: Caller;
    /** The id that the function sees. @default a new one */
    requestId?: string;
    /** X-Ray's `X-Amzn-Trace-Id`. */
    traceHeader?: string;
    /** JSON text, which the function sees as `context.clientContext`. */
    clientContext?: string;
}

export interface InvokeResult {
    /** 200, also when the function failed. */
    status: number;
    functionError?: "Handled" | "Unhandled";
    /** JSON text: what the function returned, or its error. */
    payload: string;
    /** The last 4 KB of the log. */
    logTail: string;
}
