import type { Hash } from "../billing/canonical";
import { makeObjectKey } from "../billing/item";
import { makeReadEvent } from "../billing/read";
import { entitlementSummaryKind as kind } from "../billing/subject";
import { showsSame } from "./compare";
import { readStripeFailure } from "./stripe-failure";
import type { SyncObjectDeps, SyncObjectReport } from "./sync-object";
import type { SyncedObject } from "./sync-one";

/**
 * Makes the function that brings what a customer is entitled to in step with Stripe, which lists it by customer alone. The item
 * gets the whole list, of which an event has the first ten.
 */
export function createSyncEntitlements({ stripe, state, record }: SyncObjectDeps) {
    async function sync(customer: string, because: string): Promise<SyncedObject | undefined> {
        const data: Hash[] = [];
        let first: { readAt: number; apiVersion?: string } | undefined;
        for await (const { objects, readAt, apiVersion } of stripe.pages("/v1/entitlements/active_entitlements", {
            query: { customer },
        })) {
            first ??= { readAt, apiVersion };
            data.push(...objects);
        }
        const objectKey = makeObjectKey({ account: stripe.account, kind, objectId: customer });
        const here = (await state.readItems([objectKey])).get(objectKey) ?? { journal: [] };
        if (first === undefined || (here.item === undefined && data.length === 0)) {
            return undefined;
        }
        const livemode = await stripe.livemode();
        const url = `/v1/customer/${customer}/entitlements`;
        const object = {
            object: kind,
            customer,
            entitlements: { object: "list", data, has_more: false, url },
            livemode,
        };
        if (here.item !== undefined && here.item.ambiguous !== true && showsSame(here.item.object, object)) {
            return { kind, objectId: customer, outcome: "unchanged" };
        }
        const read = makeReadEvent({ account: stripe.account, object, livemode, ...first });
        const { outcome, reason } = await record(read, { because, read: here });
        return outcome === "applied"
            ? { kind, objectId: customer, outcome: "written" }
            : { kind, objectId: customer, outcome: "newer", reason };
    }

    /** What came of it; nothing where the customer never had any. A key that may not read them skips them. */
    return async (customer: string, because: string): Promise<SyncObjectReport> => {
        try {
            const synced = await sync(customer, because);
            return { objects: synced === undefined ? [] : [synced], skipped: [] };
        } catch (error) {
            const failure = readStripeFailure(error);
            if (failure === "absent") {
                return { objects: [], skipped: [] };
            }
            if (failure !== "permission" && failure !== "refused") {
                throw error;
            }
            return { objects: [], skipped: [{ kind, reason: (error as Error).message }] };
        }
    };
}
