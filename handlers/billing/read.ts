import type { Hash } from "./canonical";
import type { BillingItem } from "./item";
import type { ObjectEvent } from "./object-event";
import { type Origin, readObjectId } from "./subject";

/** The type of what stands for a read of Stripe's API among the events of an object. */
export const readType = "sync.read";

/** An object as Stripe's API answered it. */
export interface StripeRead extends Origin {
    object: Hash & { object: string };
    /** The second in which the request was sent, or one before it, by Stripe's clock: the answer is at least as new. */
    readAt: number;
    livemode: boolean;
    apiVersion?: string;
}

/** A read in the form of an event, for `decide`. */
export type ReadEvent = Hash & { id: string; object: "event"; type: typeof readType; created: number };

/** Makes the event that stands for a read. */
export function makeReadEvent({ account, context, object, readAt, livemode, apiVersion }: StripeRead): ReadEvent {
    return {
        // With the kind: a recurring price and its plan have one id.
        id: `read_${object.object}_${readObjectId(object)}_${readAt}`,
        object: "event",
        type: readType,
        created: readAt,
        livemode,
        ...(account !== "platform" && { account }),
        ...(context !== undefined && { context }),
        ...(apiVersion !== undefined && { api_version: apiVersion }),
        data: { object },
    };
}

/** Makes the event that stands for a read which found nothing: the object as it was last seen, deleted. */
export function makeAbsenceEvent(item: BillingItem, readAt: number): ReadEvent {
    const { account, objectId, kind, livemode } = item;
    return makeReadEvent({
        account,
        object: { ...item.object, id: objectId, object: kind, deleted: true },
        readAt,
        livemode,
    });
}

/** Whether an event stands for a read. */
export function isRead({ type }: Pick<ObjectEvent, "type">): boolean {
    return type === readType;
}
