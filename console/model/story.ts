/** An event's way, as far as logs, ledger and tables tell. Times are in milliseconds since the epoch. */
export interface EventStoryView {
    eventId: string;
    eventType?: string;
    objectId?: string;
    customerId?: string;
    /** The Connect account, or the Organization's context; none for the stack's own. */
    account?: string;
    searched: { from: number; to: number };
    /** Each time that the webhook got it. */
    arrivals: { at: number; answer: number; message: string; endpoint?: string }[];
    rules?: { name: string; isEnabled: boolean; isSure: boolean; targets: string[] }[];
    attempts: AttemptView[];
    ledger: { eventType: string; outcome: string; reason: string; recordedAt: string }[];
    /** Where it stands now with each of the functions that it is for. */
    standings: { function: string; status: string; nextAttemptAt?: number }[];
    payload: Payload;
}

export interface AttemptView {
    function: string;
    requestId: string;
    number: number;
    startedAt: number;
    durationMs?: number;
    outcome: string;
    reason?: string;
    error?: { name: string; message: string; stack?: string };
    replayName?: string;
    lines: { at: number; level: string; text: string }[];
}

/** The event itself, or why it is not known. */
export type Payload = { from: "Stripe's API" | "the state table"; json: unknown } | { from?: undefined; why: string };
