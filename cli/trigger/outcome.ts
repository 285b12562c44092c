import type { Outcome } from "../../handlers/billing/outcome";
import type { LedgerEntry } from "../../handlers/record-tables";
import type { DeliveredEvent, Delivery } from "local-cloud";
import type { FailedAttempt } from "local-cloud/command";

/** What a subscription did with an event at first: later attempts are not waited for. */
export interface SubscriberOutcome extends FailedAttempt {
    name: string;
    status: Delivery["status"];
    error?: { type: string; message: string };
}

/** What became of an event that was sent. */
export interface EventOutcome {
    eventId: string;
    /** In the ledger's words; undefined when nothing recorded it. */
    outcome?: Outcome;
    reason?: string;
    ledger?: LedgerEntry;
    /** Undefined where nobody tells: on a deployed stack. */
    subscribers?: SubscriberOutcome[];
}

/** What was known of an event's id before it was sent. */
export interface Before {
    ledger?: LedgerEntry;
    /** The bus's ids of the events with this id. */
    busEventIds: readonly string[];
}

/**
 * What is known of an event now.
 *
 * @param delivered the events with its id on the bus, oldest first; undefined where nobody tells
 */
export function combineOutcome(
    eventId: string,
    ledger: LedgerEntry | undefined,
    delivered: readonly DeliveredEvent[] | undefined,
    before: Before = { busEventIds: [] },
): EventOutcome {
    const sent = delivered?.findLast((one) => !before.busEventIds.includes(one.eventId));
    // The ledger keeps the entry of the first one.
    const verdict: Pick<EventOutcome, "outcome" | "reason"> =
        before.ledger === undefined
            ? { outcome: ledger?.outcome, reason: ledger?.reason }
            : { outcome: "duplicate", reason: `recorded before as ${before.ledger.outcome}` };
    return { eventId, ...verdict, ledger, subscribers: delivered && listSubscribers(sent) };
}

/** Those that have the event, or are to: not the bus that forwarded it to the stack's. */
function listSubscribers({ deliveries = [] }: Partial<DeliveredEvent> = {}): SubscriberOutcome[] {
    return deliveries
        .filter(({ targetArn, status }) => targetArn.split(":")[2] !== "events" || status !== "succeeded")
        .map(subscriberOutcome);
}

/** Whether nothing more is to be waited for. */
export function isSettled({ ledger, subscribers }: EventOutcome): boolean {
    if (subscribers === undefined) {
        return ledger !== undefined;
    }
    const ended = subscribers.length > 0 && subscribers.every(({ status }) => status !== "pending");
    // Nothing is recorded where what records has failed.
    return ended && (ledger !== undefined || listFailures(subscribers).length > 0);
}

/** What is said of an event that is not settled in time. */
export function overdue({ eventId, ledger, subscribers }: EventOutcome, seconds: number): string {
    if (subscribers?.length === 0) {
        return `${eventId} was accepted, but not put on the bus in ${seconds} s: an event of the other mode is left aside`;
    }
    const pending = subscribers?.filter(({ status }) => status === "pending").map(({ name }) => name) ?? [];
    return ledger !== undefined && pending.length > 0
        ? `${eventId} was recorded, but ${pending.join(" and ")} had not ended after ${seconds} s (--timeout waits longer)`
        : `${eventId} was accepted, but not applied in ${seconds} s`;
}

/** Those that failed, as `name failed: Type: message`. */
export function listFailures(subscribers: readonly SubscriberOutcome[] = []): string[] {
    return subscribers.flatMap(({ name, error }) =>
        error === undefined ? [] : [`${name} failed: ${error.type}: ${error.message}`],
    );
}

function subscriberOutcome(delivery: Delivery): SubscriberOutcome {
    const { targetArn, status, attempt, maxAttempts, error, nextAttemptMs, deadLetterArn } = delivery;
    const target = targetArn.split(":").at(-1) ?? targetArn;
    return {
        // Seven hex digits end the names that Pulumi makes up.
        name: target.replace(/-[0-9a-f]{7}$/, ""),
        status,
        attempt,
        maxAttempts,
        error,
        nextAttemptSeconds: nextAttemptMs === undefined ? undefined : nextAttemptMs / 1000,
        deadLetterQueue: deadLetterArn?.split(":").at(-1),
    };
}
