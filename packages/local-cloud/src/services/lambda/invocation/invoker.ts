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
    executedVersion: string;
}

/** What invokes functions in the name of a caller. */
export interface Invoker {
    /** Runs a function and answers with what it returned. */
    invoke(functionArnOrName: string, payload: string, options: InvokeOptions): Promise<InvokeResult>;
    /** Resolves once the invocation is in the store. */
    invokeAsync(functionArnOrName: string, payload: string, options: InvokeOptions): Promise<void>;
    /** Throws `AwsError` when `caller` may not invoke the function. */
    mayInvoke(functionArnOrName: string, caller: Caller): unknown;
}
