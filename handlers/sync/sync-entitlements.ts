import { makeObjectKey } from "../billing/item";
import { makeReadEvent } from "../billing/read";
import { entitlementSummaryKind as kind } from "../billing/subject";
import { showsSame } from "./compare";
import { readEntitlements } from "./read-entitlements";
import { readStripeFailure } from "./stripe-failure";
import type { SyncObjectDeps, SyncObjectReport } from "./sync-object";
import type { SyncedObject } from "./sync-one";

/**
 * Makes the function that brings what a customer is entitled to in step with Stripe. The item gets the whole list.
 */
export function createSyncEntitlements({ stripe, state, record }: SyncObjectDeps) {
    async function sync(customer: string, because: string): Promise<SyncedObject | undefined> {
        const { object, ...answer } = await readEntitlements(stripe, customer);
        const objectKey = makeObjectKey({ account: stripe.account, kind, objectId: customer });
        const here = (await state.readItems([objectKey])).get(objectKey) ?? { journal: [] };
        if (here.item === undefined && object.entitlements.data.length === 0) {
            return undefined;
        }
        if (here.item !== undefined && here.item.ambiguous !== true && showsSame(here.item.object, object)) {
            return { kind, objectId: customer, outcome: "unchanged" };
        }
        const read = makeReadEvent({ account: stripe.account, object, ...answer });
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
