import type { Outcome } from "../../handlers/billing/outcome";

/** How a deployment does: what happened in the last hour, and what is so now. */
export interface Status {
    /** Project and stack, as the metrics' namespace has them. */
    name: string;
    /** When it was read, in ISO 8601. */
    at: string;
    /** Undefined where the stack has none. */
    webhook?: WebhookStatus;
    /** The way in by Stripe's EventBridge destination, where the stack has one. */
    partnerDoor?: PartnerDoorStatus;
    bus: BusStatus;
    /** By name. */
    subscriptions: Record<string, SubscriptionStatus>;
    /** By name. */
    changeSubscriptions: Record<string, ChangeSubscriptionStatus>;
    /** How many events the ledger has with each outcome. */
    outcomes: Record<Outcome, number>;
    /** Where the stack keeps itself in step with Stripe. */
    sync?: SyncStatus;
    /** How many letters wait in the queues of what is no handler, by their names in the outputs. */
    otherDeadLetters: Record<string, number>;
    alarms: AlarmsStatus;
}

/** In milliseconds; without calls there are none. */
export interface Latency {
    p50: number | undefined;
    p99: number | undefined;
}

/** What the receiver did with requests. */
export interface WebhookStatus {
    /** The receiver's name in the program. */
    name: string;
    /** Put on the bus. */
    received: number;
    /** Genuine, and of the other mode. */
    otherMode: number;
    signaturesRefused: number;
    notStripeEvents: number;
    tooLarge: number;
    /** Not taken by the bus. */
    busFailures: number;
    /** Failed before the bus, and answered 503. */
    receiveFailures: number;
    /** Calls that ended without an answer. */
    crashes: number;
    throttles: number;
    took: Latency;
    /** When, in this hour; only where something of it is above. */
    last?: Last<"received" | "failed" | "signaturesRefused" | "throttled">;
}

/** When something last happened, to the minute, in ISO 8601. */
export type Last<Name extends string> = { readonly [name in Name]?: string | undefined };

export interface PartnerDoorStatus {
    /** The door's name in the program. */
    name: string;
    /** Events that did not come onto the bus, in its dead-letter queue now. */
    deadLetters: number;
}

export interface BusStatus {
    /** That a rule matched. */
    matched: number;
    /** Handed to a target, by each rule once. */
    delivered: number;
    /** Attempts that were not the first. */
    retried: number;
    /** Deliveries that were given up. */
    failed: number;
    /** Of these, what no dead-letter queue has. */
    lost: number;
    /** From the bus's acceptance until a target has the event. */
    took: Latency;
}

export interface HandlerStatus {
    handled: number;
    /** Done before, and not to be repeated. */
    skipped: number;
    /** Attempts that failed. */
    failed: number;
    /** When, in this hour; only where attempts failed. */
    last?: Last<"handled" | "failed">;
    throttles: number;
    /** Given up, and in no dead-letter queue. */
    lost: number;
    took: Latency;
    /** In its dead-letter queue now, those that are being looked at included. */
    deadLetters: number;
    /** Whether it takes nothing, by someone's wish. */
    paused: boolean;
}

export interface SubscriptionStatus extends HandlerStatus {
    /** From Lambda's acceptance until a call, retries included. */
    waited: Latency;
}

export interface ChangeSubscriptionStatus extends HandlerStatus {
    /** How old the last batch's newest change was, in milliseconds, as of the last five minutes with data in two days. */
    behind: number | undefined;
}

/** Of the last two days. */
export interface SyncStatus {
    /** The function's name in the program. */
    name: string;
    recover: {
        /** When the last run ended, to the minute, in ISO 8601. */
        lastAt?: string;
        runs: number;
        /** Events that Stripe had and the ledger lacked. */
        recovered: number;
    };
    reconcile: {
        lastAt?: string;
        runs: number;
        /** In the last run. */
        compared: number;
        drifted: number;
        repaired: number;
        leftDrifted: number;
    };
    cutShort: number;
    failed: number;
    last: Last<"done" | "cutShort" | "failed">;
}

/** The stack's alarms, or why they are not known. */
export type AlarmsStatus = { list: AlarmStatus[] } | { unknown: string };

export interface AlarmStatus {
    /** CloudWatch's name of it. */
    name: string;
    state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
    /** Since when, in ISO 8601. */
    since?: string;
    /** What is wrong and what to do. */
    description: string;
}
