import { isHash, type Hash } from "./canonical";
import { isWellFormed } from "./storable-json";

/** What a Stripe event is about. */
export interface Subject extends Origin {
    objectId: string;
    /** Stripe's name for what the object is, such as `subscription`. */
    kind: string;
    object: Hash;
    /** The members that changed, as they were before, where the event tells. */
    previous?: Hash;
    eventId: string;
    eventType: string;
    /** Seconds since the epoch. */
    created: number;
    livemode: boolean;
    /** The API version that the event is rendered in; none on very old events. */
    apiVersion?: string;
}

/** Where an event comes from. */
export interface Origin {
    /** The event's `account` (Connect), else its `context` (an Organization), else `platform`. */
    account: string;
    /**
     * The event's `context`, where it has one: an account's id, or a path of several. It is what Stripe wants to be asked
     * with (https://docs.stripe.com/context).
     */
    context?: string;
}

/** Why an event has no subject, in words. */
export interface Ignored {
    ignored: string;
}

/** The one kind of an object that has no id: there is one for each customer. */
export const entitlementSummaryKind = "entitlements.active_entitlement_summary";

/** Stripe's ids have at most 255 characters (https://docs.stripe.com/upgrades). In UTF-8 that is 765 bytes at most. */
const maxNameLength = 255;
/**
 * Kinds are Stripe's own words. With names and kinds of this size, every key of the tables and indexes fits: 2048 bytes for
 * a partition key, 1024 for a sort key (DynamoDB, Service quotas, "Partition keys and sort keys").
 */
const maxKindBytes = 255;

/**
 * The object that an event is about, or why there is none to record. Takes any JSON value, and never throws. Events of
 * unknown types, kinds and API versions have a subject as long as their object has an id and says what it is.
 */
export function readSubject(event: unknown): Subject | Ignored {
    if (!isHash(event)) {
        return { ignored: "not an event: not a JSON object" };
    }
    if (event.object !== "event") {
        return {
            ignored:
                event.object === "v2.core.event" ? explainThin(event) : "not an event: its `object` is not `event`",
        };
    }
    const { id, type, created } = event;
    if (!isName(id) || !isName(type)) {
        return { ignored: "the event has no id or no type" };
    }
    if (typeof created !== "number" || !Number.isSafeInteger(created) || created < 0) {
        return { ignored: "the event's `created` is not a number of seconds" };
    }
    const data = isHash(event.data) ? event.data : {};
    const object = data.object;
    if (!isHash(object)) {
        return { ignored: "the event carries no object" };
    }
    if (!isName(object.object) || Buffer.byteLength(object.object) > maxKindBytes) {
        return { ignored: "the object does not say what it is" };
    }
    if (object.object === "list") {
        return { ignored: "a list is not an object of its own" };
    }
    const objectId = readObjectId(object);
    if (objectId === undefined) {
        return { ignored: `the ${object.object} has no id` };
    }
    return {
        ...readOrigin(event),
        objectId,
        kind: object.object,
        object,
        ...(isHash(data.previous_attributes) && { previous: data.previous_attributes }),
        eventId: id,
        eventType: type,
        created,
        livemode: event.livemode === true,
        ...(isName(event.api_version) && { apiVersion: event.api_version }),
    };
}

/** Why a thin event is not recorded by itself: it carries no object. */
function explainThin({ type }: Hash): string {
    return isName(type) && type.startsWith("v1.")
        ? "a thin event, and the stack has no stripeApiKey to read its snapshot with"
        : "a thin event of API v2, whose objects the state does not keep";
}

/** By what an object is found: its id; a customer's entitlements have none of their own, and are found by the customer's. */
export function readObjectId(object: Hash): string | undefined {
    const id = object.object === entitlementSummaryKind ? object.customer : object.id;
    return isName(id) ? id : undefined;
}

/** Events of an Organization have a `context`, those of Connect an `account` and, of late, both. */
export function readOrigin({ account, context }: { account?: unknown; context?: unknown }): Origin {
    return {
        account: isName(account) ? account : isName(context) ? context : "platform",
        ...(isName(context) && { context }),
    };
}

/** Whether a value can name something, and be a key: well-formed text, not empty and not longer than Stripe's ids. */
export function isName(value: unknown): value is string {
    return typeof value === "string" && value !== "" && value.length <= maxNameLength && isWellFormed(value);
}
