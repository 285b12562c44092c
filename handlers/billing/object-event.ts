import { canonical, isHash, type Hash } from "./canonical";
import { isDeeperThan, maxLevels } from "./depth";
import { countStoredBytes } from "./storable-json";
import { isName, type Subject } from "./subject";
import { truncate } from "./truncate";

/** An event of one object, as far as deciding needs it. Everything here is a function of the event alone. */
export interface ObjectEvent {
    id: string;
    type: string;
    created: number;
    kind: string;
    livemode: boolean;
    apiVersion?: string;
    object: Hash;
    previous?: Hash;
    truncated: boolean;
}

/**
 * An object may take 300 KB of the 400 that an item may have (DynamoDB, Service quotas, "Item size"), in its storable
 * form; the events that are remembered, and the keys, take the rest.
 */
export const maxObjectBytes = 300 * 1024;

/** Larger previous attributes are not kept; such an event counts as one that does not say what it changed. */
const maxPreviousBytes = 40 * 1024;

/**
 * Before 2017-05-25, previous attributes held only those elements of an array that had changed, which does not tell the
 * whole array (https://docs.stripe.com/changelog/2017-05-25/events-previous-attributes-render-complete-sub-array).
 */
const wholeArraysSince = "2017-05-25";

/** Reads an event of an object, and says in words which parts of the object an item cannot hold. */
export function readObjectEvent(subject: Subject): { event: ObjectEvent; leftOut?: string } {
    const { object, truncated, reason } = truncate(subject.object, maxObjectBytes);
    const previous = readPrevious(subject);
    const event = {
        id: subject.eventId,
        type: subject.eventType,
        created: subject.created,
        kind: subject.kind,
        livemode: subject.livemode,
        ...(subject.apiVersion !== undefined && { apiVersion: subject.apiVersion }),
        object: canonical(object),
        ...(previous !== undefined && { previous: canonical(previous) }),
        truncated,
    };
    return { event, ...(reason !== undefined && { leftOut: reason }) };
}

/** What the event says it changed; undefined where it says nothing, or more than an item can hold. */
function readPrevious({ previous = {}, apiVersion = "" }: Subject): Hash | undefined {
    if (isDeeperThan(previous, maxLevels)) {
        return undefined;
    }
    const usable = apiVersion >= wholeArraysSince ? previous : removeArrays(previous);
    return Object.keys(usable).length > 0 && countStoredBytes(usable) <= maxPreviousBytes ? usable : undefined;
}

function removeArrays(value: Hash): Hash {
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, member]) => !Array.isArray(member))
            .map(([key, member]) => [key, isHash(member) ? removeArrays(member) : member] as const)
            .filter(([, member]) => !(isHash(member) && Object.keys(member).length === 0)),
    );
}

/**
 * Whether two are one event, perhaps rendered in two API versions. The id alone does not tell: Stripe's old test webhooks
 * all have the id `evt_00000000000000`.
 */
export function isSameEvent(one: Pick<ObjectEvent, "id" | "type">, other: Pick<ObjectEvent, "id" | "type">): boolean {
    return one.id === other.id && one.type === other.type;
}

/**
 * The id of the customer that an object belongs to; for a customer, its own. Of a customer that is an account of API v2, Stripe
 * gives both ids (https://docs.stripe.com/connect/use-accounts-as-customers); where there is no `customer`, it is the account's.
 */
export function readCustomerId(kind: string, object: Hash): string | undefined {
    return kind === "customer" ? readId(object) : (readId(object.customer) ?? readId(object.customer_account));
}

/** The id of the account that is the customer, where the object gives that besides the customer's own. */
export function readCustomerAccountId(kind: string, object: Hash): string | undefined {
    const accountId = readId(object.customer_account);
    return accountId === readCustomerId(kind, object) ? undefined : accountId;
}

/** The id in a member that refers to another object, by its id or expanded. */
export function readId(reference: unknown): string | undefined {
    const id = isHash(reference) ? reference.id : reference;
    return isName(id) ? id : undefined;
}
