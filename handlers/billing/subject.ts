import { isHash, type Hash } from "./canonical";

/** What a Stripe event is about. */
export interface Subject {
    /** The Connect account that the event came from, or `platform`. */
    account: string;
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

/** Why an event has no subject, in words. */
export interface PassedOver {
    passedOver: string;
}

/** Stripe's ids have at most 255 characters (https://docs.stripe.com/upgrades). */
const longestId = 255;

/**
 * DynamoDB keeps 32 levels of nesting (Service quotas, "Nested attribute depth"); the item puts at most seven around an
 * event's object. Stripe's own objects stay far below.
 */
const deepestObject = 24;

/**
 * The object that an event is about, or why there is none to record. Takes any JSON value, and never throws. Events of
 * unknown types, kinds and API versions have a subject as long as their object has an id and says what it is.
 */
export function subjectOf(event: unknown): Subject | PassedOver {
    if (!isHash(event)) {
        return { passedOver: "not an event: not a JSON object" };
    }
    if (event.object !== "event") {
        return event.object === "v2.core.event"
            ? { passedOver: "a thin event carries no object" }
            : { passedOver: "not an event: its `object` is not `event`" };
    }
    const { id, type, created } = event;
    if (!isName(id) || !isName(type)) {
        return { passedOver: "the event has no id or no type" };
    }
    if (typeof created !== "number" || !Number.isSafeInteger(created) || created < 0) {
        return { passedOver: "the event's `created` is not a number of seconds" };
    }
    const data = isHash(event.data) ? event.data : {};
    const object = data.object;
    if (!isHash(object)) {
        return { passedOver: "the event carries no object" };
    }
    if (!isName(object.object)) {
        return { passedOver: "the object does not say what it is" };
    }
    if (object.object === "list") {
        return { passedOver: "a list is not an object of its own" };
    }
    if (!isName(object.id)) {
        return { passedOver: `the ${object.object} has no id` };
    }
    if (isDeeperThan(object, deepestObject) || isDeeperThan(data.previous_attributes, deepestObject)) {
        return { passedOver: `the ${object.object} is nested deeper than a table can keep` };
    }
    return {
        account: isName(event.account) ? event.account : "platform",
        objectId: object.id,
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

/** Whether a value can name something: a string that is not empty and not longer than Stripe's ids. */
export function isName(value: unknown): value is string {
    return typeof value === "string" && value !== "" && value.length <= longestId;
}

/** Walks without recursion, because a document made to harm could exhaust the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
    const pending: [unknown, number][] = [[value, 0]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const [current, level] = next;
        if (typeof current === "object" && current !== null) {
            if (level >= levels) {
                return true;
            }
            for (const member of Object.values(current)) {
                pending.push([member, level + 1]);
            }
        }
    }
    return false;
}
