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
