import type { Outcome } from "../../handlers/billing/outcome";
import type { LedgerEntry } from "../../handlers/record-tables";
import type { Line } from "../logs/parse-line";
import type { StoredObject } from "../state/read-object";

/** From when to when the logs were searched, in milliseconds since the epoch. */
export interface Range {
    from: number;
    to: number;
}

/** An event's way, as far as logs, ledger and tables tell. */
export interface EventStory {
    type: "event";
    eventId: string;
    eventType?: string;
    objectId?: string;
    customerId?: string;
    searched: Range;
    /** Each time that the webhook got it, the earliest first. */
    arrivals: Arrival[];
    /** The rules that put it before somebody; undefined where its type is not known. */
    rules?: MatchedRule[];
    /** Each attempt of each function, the earliest first. */
    attempts: Attempt[];
    /** What the ledger has: of ids that several types had, one each. */
    ledger: LedgerEntry[];
    /** Its object as it stands. */
    object?: StoredObject;
    /** Where it stands now with each of the functions that it is for. */
    standings: Standing[];
}

export interface Arrival {
    /** Milliseconds since the epoch. */
    at: number;
    /** The HTTP status that Stripe got. */
    answer: number;
    /** What the receiver's line says. */
    message: string;
    /** The name of the endpoint, where there are several. */
    endpoint?: string;
    busEventId?: string;
    traceId?: string;
}

export interface MatchedRule {
    name: string;
    isEnabled: boolean;
    /** Whether the pattern looks into the event itself, so that it may match or not. */
    isSure: boolean;
    /** The targets: functions by their names in the program, others by their ARNs. */
    targets: string[];
}

export type AttemptOutcome = Outcome | "handled" | "skipped" | "failed" | "timed out" | "crashed" | "running";

export interface Attempt {
    /** The function's name in the program. */
    function: string;
    requestId: string;
    /** Which one of the request's, from 1 on. */
    number: number;
    /** Milliseconds since the epoch. */
    startedAt: number;
    /** Undefined while it runs. */
    endedAt?: number;
    durationMs?: number;
    outcome: AttemptOutcome;
    reason?: string;
    error?: AttemptError;
    busEventId?: string;
    replayName?: string;
    /** What the handler wrote meanwhile. */
    lines: Line[];
}

export interface AttemptError {
    name: string;
    message: string;
    stack?: string;
}

export interface Standing {
    function: string;
    /**
     * `waiting`: no attempt is known. `paused`: its rule is disabled, so that nothing was delivered. `dead letter`: the last
     * attempt that Lambda makes has failed, so that the event is in the queue, unless somebody took it out since. `failed`: a
     * change subscriber failed, whose batch Lambda tries again, until it puts a letter into the queue.
     */
    status: "settled" | "running" | "retrying" | "failed" | "dead letter" | "waiting" | "paused";
    /** When Lambda tries it again, in milliseconds since the epoch: about then. */
    nextAttemptAt?: number;
}

/** One of an object's events. */
export interface ObjectEvent {
    /** When it was recorded, in milliseconds since the epoch. */
    at: number;
    eventId: string;
    eventType: string;
    outcome: Outcome;
    reason: string;
}

/** An object's events, as far as logs and the item's journal tell, the earliest first, and the object as it stands. */
export interface ObjectStory {
    type: "object";
    objectId: string;
    searched: Range;
    events: ObjectEvent[];
    object?: StoredObject;
    /** Of a customer: what is the customer's. */
    customer?: CustomerObject[];
}

export interface CustomerObject {
    kind: string;
    objectId: string;
    status?: string;
    /** Of the event that wrote it, in seconds since the epoch. */
    eventCreated: number;
    eventType: string;
}

export type Story = EventStory | ObjectStory;
