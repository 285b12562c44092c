import { isEnd } from "./lifecycle";
import type { ObjectEvent } from "./object-event";
import { isRead } from "./read";
import { entitlementSummaryKind } from "./subject";

/** A part of an object's history. Once a later era begins, nothing that came before it counts, whatever the seconds say. */
export interface Era {
    /** Tells the lives of a reused id apart: when the object was created, in seconds. 0 where ids are not reused. */
    life: number;
    /** 0 while the object lives, 1 once it has ended for good (a canceled subscription), 2 once it is deleted. */
    finality: number;
}

type EraEvidence = Pick<ObjectEvent, "type" | "kind" | "object" | "created">;

/** The era that an event belongs to. */
export function findEra(event: EraEvidence): Era {
    const { kind, object } = event;
    return { life: findLife(event), finality: isTombstone(event) ? 2 : Number(isEnd(kind, object.status)) };
}

/** Negative when the first is the earlier one. */
export function compareEras(a: Era, b: Era): number {
    return a.life - b.life || a.finality - b.finality;
}

/**
 * Whether the event says that the object is gone. A subscription's `deleted` does not: it means canceled, and the
 * object remains (https://docs.stripe.com/api/events/types#event_types-customer.subscription.deleted). Every other type
 * that ends in `.deleted` (coupon, customer, customer.discount, customer.source, customer.tax_id, invoice, invoiceitem,
 * person, plan, price, product, account.external_account, …) is about an object that Stripe no longer has. A read that finds
 * nothing is not as final: a later event or read may show the object again.
 */
function isTombstone(event: Pick<ObjectEvent, "type" | "kind" | "object">): boolean {
    return (
        event.kind !== "subscription" &&
        !isRead(event) &&
        (event.type.endsWith(".deleted") || event.object.deleted === true)
    );
}

/**
 * Kinds whose owner may choose the id, so that it can be used again once its object is deleted: a price has the id of its
 * plan, and customers and SKUs could be given ids when they were new.
 */
const reusableKinds = ["coupon", "customer", "plan", "price", "product", "sku"];

/** Ids that Stripe generates: a prefix for the kind and an underscore, such as `cus_` and `cs_test_`. Never used again. */
const generatedId = /^[a-z0-9]+(_[a-z0-9]+)*_[A-Za-z0-9]+$/;

/**
 * The object's own `created` tells its life. Where an object does not have one: a tombstone ends whatever was created
 * before its event; any other event under an id that the owner chose starts a life in its own second; and an id that
 * Stripe generated has one life, as has what a customer is entitled to, which has no id.
 */
function findLife(event: EraEvidence): number {
    const { id, created } = event.object;
    const isGenerated = generatedId.test(String(id));
    if (event.kind === entitlementSummaryKind || (isGenerated && !reusableKinds.includes(event.kind))) {
        return 0;
    }
    if (typeof created === "number") {
        return created;
    }
    return isGenerated && !isTombstone(event) ? 0 : event.created;
}
