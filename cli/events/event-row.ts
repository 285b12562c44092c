import type { Outcome } from "../../handlers/billing/outcome";

/**
 * What became of an event's coming: the recorder's outcome; or `failed`, when a handler failed it and did not do it since;
 * `refused`, when the webhook did not put it on the bus; `waiting`, when nothing is recorded of it.
 */
export type RowOutcome = Outcome | "failed" | "refused" | "waiting";

/** One coming of an event: Stripe's second delivery, or a replay, is another. */
export interface EventRow {
    /** When it came, in milliseconds since the epoch; else, when the first line tells of it. */
    at: number;
    /** None of a request that was refused before it was read. */
    eventId?: string;
    eventType?: string;
    objectId?: string;
    customerId?: string;
    /** The Connect account, or the Organization's context; none for the stack's own. */
    account?: string;
    /** The name of the endpoint that it came by, where there are several. */
    endpoint?: string;
    /** EventBridge's id of it. */
    busEventId?: string;
    replayName?: string;
    /** Whether the webhook's line is known: what backfill, a redrive or Stripe's partner bus brings has none. */
    received: boolean;
    outcome: RowOutcome;
    /** Why, in words. */
    reason?: string;
    decision?: Decided;
    /** Handlers that failed it, and did not do it since; the latest attempt of each. */
    failures: HandlerFailure[];
}

/** What the recorder decided. */
export interface Decided {
    /** Milliseconds since the epoch. */
    at: number;
    outcome: Outcome;
    reason: string;
}

export interface HandlerFailure {
    /** The function's name in the program. */
    function: string;
    /** Milliseconds since the epoch. */
    at: number;
    requestId?: string;
    /** What the handler threw, or in words how Lambda ended it. */
    error: string;
}

export interface EventFilters {
    /** Event types; a `*` stands for any text. */
    types?: readonly string[];
    customerId?: string;
    objectId?: string;
    outcome?: RowOutcome;
    /** Milliseconds since the epoch. */
    from: number;
    /** Milliseconds since the epoch. @default now */
    to?: number;
}
