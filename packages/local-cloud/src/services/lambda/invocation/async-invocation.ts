/** An asynchronous invocation that was accepted and is not over, as the store holds it. */
export interface AsyncInvocation {
    functionName: string;
    /** The same in each run. */
    requestId: string;
    /** JSON text. */
    payload: string;
    traceHeader?: string;
    /** EventBridge's id of the event that it is for. */
    eventId?: string;
    /** JSON text. */
    clientContext?: string;
    /** Milliseconds since the epoch. */
    acceptedAt: number;
    /** How often the function ran and failed. */
    failures: number;
    /** The next run is `milliseconds` after `from`. */
    wait?: { from: number; milliseconds: number };
}
