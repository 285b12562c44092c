import { createHash } from "node:crypto";
import { canonical, canonicalJson, isHash, type Hash } from "./canonical";
import { isDeeperThan, maxLevels } from "./depth";
import type { Rank } from "./item";
import { isEnd } from "./lifecycle";
import { storedBytes } from "./storable-json";
import { isName, type Subject } from "./subject";
import { truncate } from "./truncate";

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
 * An object may take 300 KB of the 400 that an item may have (DynamoDB, Service quotas, "Item size"), in its storable
 * form; what is remembered of other events, and the keys, take the rest.
 */
export const objectBudget = 300 * 1024;

/** Larger previous attributes are not kept; such an event counts as one that does not say what it changed. */
const previousBudget = 40 * 1024;

/**
 * Before 2017-05-25, previous attributes held only those elements of an array that had changed, which says nothing of
 * the whole (https://docs.stripe.com/changelog/2017-05-25/events-previous-attributes-render-complete-sub-array).
 */
const wholeArraysSince = "2017-05-25";

/** What an event shows, and what of its object an item cannot hold, in words. */
export function seenOf(subject: Subject): { seen: Seen; leftOut?: string } {
    const { object, truncated, reason } = truncate(subject.object, objectBudget);
    const previous = previousOf(subject);
    const seen = {
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
    return { seen, ...(reason !== undefined && { leftOut: reason }) };
}

/** What the event says that it changed; undefined where that is nothing, or more than an item can hold. */
function previousOf({ previous = {}, apiVersion = "" }: Subject): Hash | undefined {
    if (isDeeperThan(previous, maxLevels)) {
        return undefined;
    }
    const telling = apiVersion >= wholeArraysSince ? previous : withoutArrays(previous);
    return Object.keys(telling).length > 0 && storedBytes(telling) <= previousBudget ? telling : undefined;
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

/**
 * Kinds whose owner may choose the id, so that it can be used again once its object is deleted: a price has the id of its
 * plan, and customers and SKUs could be given ids when they were new.
 */
const reusableKinds = ["coupon", "customer", "plan", "price", "product", "sku"];

/** Ids of Stripe's own making: a prefix for the kind and an underscore, such as `cus_` and `cs_test_`. Never used again. */
const stripesId = /^[a-z0-9]+(_[a-z0-9]+)*_[A-Za-z0-9]+$/;

/** A part of an object's history that leaves behind all that came before it, whatever the seconds say. */
export interface Era {
    /** Tells the lives of a reused id apart: when the object was created, in seconds. 0 where ids are not reused. */
    life: number;
    /** 0 while the object lives, 1 once it has ended for good (a cancelled subscription), 2 once it is deleted. */
    finality: number;
}

export function eraOf(event: Pick<Seen, "type" | "kind" | "object" | "created">): Era {
    const { kind, object } = event;
    return { life: makeLife(event), finality: isTombstone(event) ? 2 : Number(isEnd(kind, object.status)) };
}

/**
 * The object's own `created` tells its life. Where an object does not say: a tombstone ends whatever was created before
 * its event; anything else under an id of the owner's is of the life of its second; and an id of Stripe's has one life.
 */
function makeLife(event: Pick<Seen, "type" | "kind" | "object" | "created">): number {
    const { id, created } = event.object;
    const isStripes = stripesId.test(String(id));
    if (isStripes && !reusableKinds.includes(event.kind)) {
        return 0;
    }
    if (typeof created === "number") {
        return created;
    }
    return isStripes && !isTombstone(event) ? 0 : event.created;
}

/** Negative when the first is the earlier one. */
export function compareEras(a: Era, b: Era): number {
    return a.life - b.life || a.finality - b.finality;
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

/**
 * Whether two are one event, perhaps rendered in two API versions. An id alone does not tell: Stripe's old test webhooks
 * are all `evt_00000000000000`.
 */
export function isSameEvent(one: Pick<Seen, "id" | "type">, other: Pick<Seen, "id" | "type">): boolean {
    return one.id === other.id && one.type === other.type;
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
    return idOf(kind === "customer" ? object : object.customer);
}

/** The id of an object that another one names, by its id or expanded. */
export function idOf(named: unknown): string | undefined {
    const id = isHash(named) ? named.id : named;
    return isName(id) ? id : undefined;
}
