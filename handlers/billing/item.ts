import type { Hash } from "./canonical";

/**
 * One Stripe object as it stands: plain JSON, without undefined values. `toStoredItem` makes of it what DynamoDB holds.
 * Two items that have seen the same set of events are equal in every member but `version`, which counts the writes.
 */
export interface BillingItem {
    /** The table's key, from `makeObjectKey`: `${account}#${kind}#${objectId}`. */
    objectKey: string;
    /** The account that the event came from: its `account`, else its `context`, else `platform`. */
    account: string;
    objectId: string;
    /** Stripe's name for what the object is (its `object` member), such as `subscription`. */
    kind: string;
    /** The customer that the object belongs to; for a customer, its own id. */
    customerId?: string;
    /** The object's status; `deleted` for a tombstone; `active` or `inactive` where Stripe has a flag instead. */
    status?: string;
    livemode: boolean;
    /** Whether this is a tombstone: Stripe no longer has the object. */
    deleted: boolean;
    /** The object as the deciding event shows it. */
    object: Hash;
    /** The object was larger or deeper than an item can be: members are left out of `object`, never what queries read. */
    truncated?: true;
    /** The event that wrote the state, or the read of Stripe's API. */
    eventId: string;
    eventType: string;
    /** Seconds since the epoch. */
    eventCreated: number;
    /**
     * Key of the index byCustomer: `${account}#${customerId}`. Where the object names no customer, but a charge or else a
     * payment intent, that one's id: a dispute or a refund is its customer's by way of them.
     */
    customerKey?: string;
    /** Key of the index byStatus: `${account}#${kind}#${status}`. The sort key of each index is `objectKey`. */
    statusKey?: string;
    /**
     * Key of the index byCustomerAccount: `${account}#${accountId}`, where the object gives the id of the account of API v2 that
     * is its customer, besides the customer's own.
     */
    customerAccountKey?: string;
    /** 1 for the first write, one more for each further one. A write is conditional on the version that was read. */
    version: number;
    /** What later events are compared with. */
    memory: Memory;
    /** Nothing in the events seen shows which of them came last: the choice is the same for everyone, but may be wrong. */
    ambiguous?: true;
}

/** What an item remembers of the events that it has seen. A function of their set alone, and bounded. */
export interface Memory {
    /** The newest second that the object had events in, then the one before it. */
    seconds: SecondMemory[];
    /** The read that wrote the state, where one did. */
    read?: EventMemory;
    /** The second of the newest read, where an event of that second or later wrote the state: no event before it counts. */
    readAt?: number;
    /** The newest event that named a customer, where it is not the event that wrote the state. */
    customer?: CustomerSighting;
}

/** The events of one second, by ascending id, and of one id the rendering that counts last. */
export interface SecondMemory {
    /** Seconds since the epoch. */
    created: number;
    events: EventMemory[];
    /** Set when the second held more than is kept: what ranks at or below this event was left out. */
    floor?: Rank;
}

/** One event. Its object is kept as its difference from the item's, member by member of the top level. */
export interface EventMemory {
    id: string;
    type: string;
    apiVersion?: string;
    /** The event's `previous_attributes`. */
    previous?: Hash;
    /** Members that differ from the item's object. */
    set?: Hash;
    /** Members that the item's object has, and this one lacks. */
    unset?: string[];
    /** `set` is the whole object: that takes less than its difference. */
    whole?: true;
    truncated?: true;
    /** The event's mode, where it is not the item's. */
    livemode?: boolean;
}

/** An event's place in the order by which events of one second are kept. */
export interface Rank {
    phase: number;
    id: string;
    apiVersion: string;
    /** Tells the renderings of one event apart. */
    digest: string;
}

export interface CustomerSighting {
    customerId: string;
    eventId: string;
    created: number;
}

/**
 * The table's key of an object. An id alone does not name one: owners choose the ids of some kinds, a plan has the id of
 * its price (https://docs.stripe.com/api/plans), and a card, bank account or source that of the payment method that
 * presents it (https://docs.stripe.com/payments/payment-methods/transitioning).
 */
export function makeObjectKey({
    account,
    kind,
    objectId,
}: {
    account: string;
    kind: string;
    objectId: string;
}): string {
    return `${account}#${kind}#${objectId}`;
}
