import { isHash, type Hash } from "../billing/canonical";
import { customerKeyOf, kindKeyOf } from "../billing/index-keys";
import { customerIndex } from "./indexes";
import type { Stored } from "./objects";
import { fromCursor, toCursor, type Page } from "./page";
import type { QueryIndex } from "./query-index";

export interface ObjectsOfRequest {
    account: string;
    customerId: string;
    /** All kinds when left out. */
    kind?: string;
    limit: number;
    cursor?: string;
}

/** What a customer pays with. Objects that name no customer name one of these. In the order of the index. */
const paymentKinds = ["charge", "payment_intent"];

/** Kinds that name their customer themselves, so that the customer's payments need not be looked through for them. */
const directKinds = [
    "charge",
    "credit_note",
    "customer",
    "invoice",
    "invoiceitem",
    "payment_intent",
    "payment_method",
    "quote",
    "subscription",
    "subscription_schedule",
];

/** At most so many payments are looked through for one page: each is a query of its own. */
const maxPayments = 100;

/** What objects are found by: the customer, or a payment of the customer's. */
interface Owner {
    id: string;
    /** The payment's `kindKey`; empty for the customer. Owners come in its order. */
    place: string;
}

/** A page of what names the customer, then of what names each of the customer's charges and payment intents. */
export async function objectsOf(query: QueryIndex, request: ObjectsOfRequest): Promise<Page<Stored<Hash>>> {
    const { account, customerId, kind, limit, cursor } = request;
    const name = `objectsOf ${[customerKeyOf(account, customerId), kind ?? "every kind"].join(" ")}`;
    const before = cursor === undefined ? {} : fromCursor(name, cursor);
    const items: Stored<Hash>[] = [];
    let last: string | undefined;
    let owners = 0;

    for await (const owner of ownersFrom(typeof before.place === "string" ? before.place : "")) {
        const isResumed = owner.place === before.place;
        if (isResumed && before.start === undefined) {
            continue;
        }
        if (last !== undefined && (items.length === limit || owners > maxPayments)) {
            return { items, cursor: toCursor(name, { place: last }) };
        }
        const page = await query({
            index: customerIndex,
            ...keysOf(owner.id, kind),
            limit: limit - items.length,
            ...(isResumed && isHash(before.start) && { start: before.start }),
        });
        items.push(...page.items);
        if (page.next !== undefined) {
            return { items, cursor: toCursor(name, { place: owner.place, start: page.next }) };
        }
        last = owner.place;
        owners++;
    }
    return { items };

    /** What an owner's objects are found by: all of them, or those of a kind, from a sort key on. */
    function keysOf(ownerId: string, ofKind: string | undefined, from?: string) {
        const values = { ":customer": customerKeyOf(account, ownerId) };
        return ofKind === undefined
            ? { condition: "customerKey = :customer", values }
            : {
                  condition: "customerKey = :customer AND kindKey BETWEEN :from AND :to",
                  values: { ...values, ":from": from ?? kindKeyOf(ofKind, ""), ":to": afterKind(ofKind) },
              };
    }

    /** The owners from a place on. They are looked up, so that a cursor leads to no other customer's payments. */
    async function* ownersFrom(place: string): AsyncGenerator<Owner> {
        if (place === "") {
            yield { id: customerId, place };
        }
        if (kind !== undefined && directKinds.includes(kind)) {
            return;
        }
        for (const paymentKind of paymentKinds.filter((one) => place < afterKind(one))) {
            const from = place > kindKeyOf(paymentKind, "") ? place : undefined;
            let start: Hash | undefined;
            do {
                const keys = keysOf(customerId, paymentKind, from);
                const page = await query({
                    index: customerIndex,
                    ...keys,
                    limit: maxPayments,
                    ...(start && { start }),
                });
                yield* page.items.map(({ objectId, kindKey }) => ({ id: objectId, place: kindKey }));
                start = page.next;
            } while (start !== undefined);
        }
    }
}

/** The end of a kind's sort keys, which begin with `${kind}#`: in ASCII, "$" follows "#". */
function afterKind(kind: string): string {
    return `${kind}$`;
}
