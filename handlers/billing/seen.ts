import { createHash } from "node:crypto";
import { canonical, canonicalJson, isHash, type Hash } from "./canonical";
import type { Rank } from "./item";
import { isEnd } from "./lifecycle";
import { isName, type Subject } from "./subject";
import { storedBytes, truncate } from "./truncate";

/** An event of one object, as far as deciding needs it. Everything here is a function of the event alone. */
export interface Seen {
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
 * An object may take 300 KB of the 400 that an item may have (DynamoDB, Service quotas, "Item size"); what is
 * remembered of other events, and the keys, take the rest.
 */
export const objectBudget = 300 * 1024;

/** Larger previous attributes are not kept; such an event counts as one that does not say what it changed. */
const previousBudget = 40 * 1024;

/**
 * Before 2017-05-25, previous attributes held only those elements of an array that had changed, which says nothing of
 * the whole (https://docs.stripe.com/changelog/2017-05-25/events-previous-attributes-render-complete-sub-array).
 */
const wholeArraysSince = "2017-05-25";

export function seenOf(subject: Subject): Seen {
    const { object, truncated } = truncate(canonical(subject.object), objectBudget);
    const wholeArrays = (subject.apiVersion ?? "") >= wholeArraysSince;
    const previous = wholeArrays ? subject.previous : withoutArrays(subject.previous ?? {});
    const telling = isHash(previous) && Object.keys(previous).length > 0 && storedBytes(previous) <= previousBudget;
    return {
        id: subject.eventId,
        type: subject.eventType,
        created: subject.created,
        kind: subject.kind,
        livemode: subject.livemode,
        ...(subject.apiVersion !== undefined && { apiVersion: subject.apiVersion }),
        object,
        ...(telling && { previous: canonical(previous) }),
        truncated,
    };
}

function withoutArrays(value: Hash): Hash {
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, member]) => !Array.isArray(member))
            .map(([key, member]) => [key, isHash(member) ? withoutArrays(member) : member] as const)
            .filter(([, member]) => !(isHash(member) && Object.keys(member).length === 0)),
    );
}

/**
 * Whether the event says that the object is gone. A subscription's `deleted` does not: it means cancelled, and the
 * object remains (https://docs.stripe.com/api/events/types#event_types-customer.subscription.deleted). Every other type
 * that ends in `.deleted` (coupon, customer, customer.discount, customer.source, customer.tax_id, invoice, invoiceitem,
 * person, plan, price, product, account.external_account, …) is of an object that Stripe no longer has.
 */
export function isTombstone(event: Pick<Seen, "type" | "kind" | "object">): boolean {
    return event.kind !== "subscription" && (event.type.endsWith(".deleted") || event.object.deleted === true);
}

/** Kinds whose owner chooses the id, so that it can be used again once its object is deleted. */
const reusableIds = ["coupon", "plan", "product"];

/** A part of an object's history that leaves behind all that came before it, whatever the seconds say. */
export interface Era {
    kind: string;
    /** Tells the lives of a reused id apart: when the object was created, in seconds. 0 where ids are not reused. */
    life: number;
    /** 0 while the object lives, 1 once it has ended for good (a cancelled subscription), 2 once it is deleted. */
    finality: number;
}

export function eraOf(event: Pick<Seen, "type" | "kind" | "object" | "created">): Era {
    const { kind, object } = event;
    const life = reusableIds.includes(kind) ? (typeof object.created === "number" ? object.created : event.created) : 0;
    return { kind, life, finality: isTombstone(event) ? 2 : Number(isEnd(kind, object.status)) };
}

/** Negative when the first is the earlier one. Should two kinds ever share a key, one of them is taken, always the same. */
export function compareEras(a: Era, b: Era): number {
    return compareText(a.kind, b.kind) || a.life - b.life || a.finality - b.finality;
}

/**
 * The stage of an event within its second: an object is created (0) before anything else happens to it (1); a
 * subscription's end (2) comes after that; what changes once it has ended comes last (3).
 */
export function stageOf(event: Seen): number {
    if (event.type.endsWith(".created")) {
        return 0;
    }
    if (!isEnd(event.kind, event.object.status)) {
        return 1;
    }
    if (event.type.endsWith(".deleted")) {
        return 2;
    }
    return event.previous !== undefined && event.previous.status === undefined ? 3 : 1;
}

/** The place of an event in its second. A function of the event alone. */
export function rankOf(event: Seen): Rank {
    return { stage: stageOf(event), id: event.id, apiVersion: event.apiVersion ?? "", digest: digestOf(event) };
}

/**
 * The order by which events of one second are kept, and by which one of several renderings of an event is chosen (when
 * endpoints with different API versions feed one bus): by stage, id and API version; should all of these be equal, by
 * content. Negative when the event is the lower one, zero when it is the same.
 */
export function compareRank(event: Seen, other: Seen | Rank): number {
    const stage = "stage" in other ? other.stage : stageOf(other);
    return (
        stageOf(event) - stage ||
        compareText(event.id, other.id) ||
        compareText(event.apiVersion ?? "", other.apiVersion ?? "") ||
        compareText(digestOf(event), "digest" in other ? other.digest : digestOf(other))
    );
}

function digestOf(event: Seen): string {
    return createHash("sha256").update(canonicalJson(event)).digest("hex");
}

export function compareText(a: string, b: string): number {
    return a < b ? -1 : Number(a > b);
}

/** The customer that an object belongs to; for a customer, its own id. */
export function customerOf(kind: string, object: Hash): string | undefined {
    if (kind === "customer") {
        return isName(object.id) ? object.id : undefined;
    }
    const customer = isHash(object.customer) ? object.customer.id : object.customer;
    return isName(customer) ? customer : undefined;
}
