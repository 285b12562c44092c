import type { SnapshotEvent, StripeObject, StripeState } from "local-stripe";

import { canonicalJson } from "../../../handlers/billing/canonical";
import { type BillingItem, makeObjectKey } from "../../../handlers/billing/item";
import { readSubject } from "../../../handlers/billing/subject";
import { listedKinds } from "../../../handlers/stripe-kinds";
import type { Recorded } from "./recorded";

export interface Comparison {
    /** How many items there are of each kind. */
    kinds: Record<string, number>;
    /** What is not as Stripe has it, in words. */
    differences: string[];
}

/**
 * Compares every item with Stripe's own object, byte for byte.
 *
 * @param expected the keys of the items that there must be
 */
export async function compareWithStripe(
    stripe: StripeState,
    recorded: Recorded,
    expected: Iterable<string>,
): Promise<Comparison> {
    const kinds: Record<string, number> = {};
    const differences: string[] = [];
    const here = new Set<string>();
    for await (const items of recorded.itemPages()) {
        for (const item of items) {
            here.add(item.objectKey);
            kinds[item.kind] = (kinds[item.kind] ?? 0) + 1;
            if (!isShown(item, stripe.get(item.kind, item.objectId))) {
                differences.push(`${item.objectKey} is not as Stripe has it (${item.eventType})`);
            }
        }
    }
    const missing = [...new Set(expected)].filter((key) => !here.has(key));
    return { kinds, differences: [...differences, ...missing.map((key) => `${key} is missing`)] };
}

function isShown({ deleted, object }: BillingItem, there: StripeObject | undefined): boolean {
    const isGone = there === undefined || there.deleted === true;
    return deleted || isGone ? deleted && isGone : canonicalJson(object) === canonicalJson(there);
}

/** The keys of the items of all objects that Stripe lists. */
export function keysOfObjects(stripe: StripeState): string[] {
    return [...listObjects(stripe)].map(({ id, object }) =>
        makeObjectKey({ account: "platform", kind: object, objectId: id }),
    );
}

/** The keys of the items of what events are about. */
export function keysOfEvents(events: readonly SnapshotEvent[]): string[] {
    return events.map(readSubject).flatMap((subject) => ("ignored" in subject ? [] : makeObjectKey(subject)));
}

/** Every object of the kinds that Stripe lists whole. */
export function* listObjects(stripe: StripeState): Generator<StripeObject> {
    for (const kind of listedKinds) {
        yield* all((startingAfter) => stripe.list(kind, { limit: 1000, startingAfter }));
    }
}

/** Every event of the last 30 days. */
export function listEvents(stripe: StripeState): Generator<SnapshotEvent> {
    return all((startingAfter) => stripe.listEvents({ limit: 1000, startingAfter }));
}

function* all<T extends { id: string }>(read: (after?: string) => { data: T[]; hasMore: boolean }): Generator<T> {
    let after: string | undefined;
    for (let hasMore = true; hasMore;) {
        const page = read(after);
        yield* page.data;
        hasMore = page.hasMore;
        after = page.data.at(-1)?.id;
    }
}
