import { isHash, type Hash } from "../billing/canonical";
import { makeCustomerKey } from "../billing/index-keys";
import { makeObjectKey } from "../billing/item";
import { customerIndex } from "./indexes";
import type { Stored } from "./objects";
import { fromCursor, toCursor, type Page } from "./page";
import type { QueryIndex } from "./query-index";
import { maxObjects, type ReadObjects } from "./read-objects";

export interface ObjectsOfRequest {
    account: string;
    customerId: string;
    /** All ids of that customer, the given one first. */
    customerIds: readonly string[];
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
    /** The id of the customer's that it belongs to. */
    customer: string;
    /** The payment's `objectKey`; empty for the customer. Owners of one id come in its order. */
    place: string;
}

/**
 * A page of what names the customer, then of what names each of the customer's charges and payment intents, by one of the
 * customer's ids after the other. The index finds them; what has come to belong to somebody else since is left out.
 */
export async function objectsOf(
    query: QueryIndex,
    read: ReadObjects,
    request: ObjectsOfRequest,
): Promise<Page<Stored<Hash>>> {
    const { account, customerId, customerIds, kind, limit, cursor } = request;
    const name = `objectsOf ${[makeCustomerKey(account, customerId), kind ?? "every kind"].join(" ")}`;
    const before = cursor === undefined ? {} : fromCursor(name, cursor);
    const resumedCustomer = typeof before.customer === "string" ? before.customer : customerId;
    const items: Stored<Hash>[] = [];
    let last: Owner | undefined;
    let owners = 0;

    for await (const owner of ownersFrom(typeof before.place === "string" ? before.place : "")) {
        const isResumed = owner.place === before.place && owner.customer === resumedCustomer;
        if (isResumed && before.start === undefined) {
            continue;
        }
        if (last !== undefined && (items.length === limit || owners > maxPayments)) {
            return { items, cursor: cursorAt(last) };
        }
        const page = await query({
            index: customerIndex,
            ...selectKeys(owner.id, kind),
            limit: Math.min(limit - items.length, maxObjects),
            ...(isResumed && isHash(before.start) && { start: before.start }),
        });
        const customerKey = makeCustomerKey(account, owner.id);
        items.push(...(await read(page.objectKeys)).filter((item) => item.customerKey === customerKey));
        if (page.next !== undefined) {
            return { items, cursor: cursorAt(owner, page.next) };
        }
        last = owner;
        owners++;
    }
    return { items };

    /** @param start where the owner's objects go on; left out where they are done */
    function cursorAt({ customer, place }: Owner, start?: Hash): string {
        return toCursor(name, { place, ...(customer !== customerId && { customer }), ...(start && { start }) });
    }

    /** What an owner's objects are found by: all of them, or those of a kind, from a sort key on. */
    function selectKeys(ownerId: string, ofKind: string | undefined, from?: string) {
        const values = { ":customer": makeCustomerKey(account, ownerId) };
        return ofKind === undefined
            ? { condition: "customerKey = :customer", values }
            : {
                  condition: "customerKey = :customer AND objectKey BETWEEN :from AND :to",
                  values: { ...values, ":from": from ?? keysOfKind(ofKind), ":to": afterKind(ofKind) },
              };
    }

    /** The owners from a place on. They are looked up, so that a cursor leads to no other customer's payments. */
    async function* ownersFrom(place: string): AsyncGenerator<Owner> {
        const left = customerIds.slice(Math.max(0, customerIds.indexOf(resumedCustomer)));
        for (const [index, customer] of left.entries()) {
            yield* ownersOf(customer, index === 0 ? place : "");
        }
    }

    async function* ownersOf(customer: string, place: string): AsyncGenerator<Owner> {
        if (place === "") {
            yield { id: customer, customer, place };
        }
        if (kind !== undefined && directKinds.includes(kind)) {
            return;
        }
        for (const paymentKind of paymentKinds.filter((one) => place < afterKind(one))) {
            const from = place > keysOfKind(paymentKind) ? place : undefined;
            let start: Hash | undefined;
            do {
                const keys = selectKeys(customer, paymentKind, from);
                const page = await query({
                    index: customerIndex,
                    ...keys,
                    limit: maxPayments,
                    ...(start && { start }),
                });
                yield* page.objectKeys.map((objectKey) => ({
                    id: objectKey.slice(keysOfKind(paymentKind).length),
                    customer,
                    place: objectKey,
                }));
                start = page.next;
            } while (start !== undefined);
        }
    }

    /** What the keys of a kind's objects begin with. */
    function keysOfKind(ofKind: string): string {
        return makeObjectKey({ account, kind: ofKind, objectId: "" });
    }

    /** The end of them: in ASCII, "$" follows the "#" that they begin with. */
    function afterKind(ofKind: string): string {
        return keysOfKind(ofKind).replace(/#$/, "$");
    }
}
