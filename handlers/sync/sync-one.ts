import { makeObjectKey } from "../billing/item";
import { readCustomerAccountId } from "../billing/object-event";
import type { Outcome } from "../billing/outcome";
import type { RecordEvent } from "../record";
import { makeObjectPath } from "../stripe-kinds";
import { createExamine, makeGone, type Examined } from "./examine";
import type { StripeReader } from "./stripe-reader";
import type { SyncTables } from "./sync-tables";

export interface SyncOneDeps {
    stripe: StripeReader;
    state: Pick<SyncTables, "readItems">;
    record: RecordEvent;
}

export interface SyncedObject {
    kind: string;
    objectId: string;
    /** `written`: the item shows now what Stripe has. `newer`: it stays, since it knows of something later. */
    outcome: "unchanged" | "written" | "deleted" | "newer" | "not found";
    /** Why an item stays. */
    reason?: string;
}

/** The ledger's outcome of an event for which an object was brought in step. */
export const syncOutcomes: Readonly<Record<SyncedObject["outcome"], Outcome>> = {
    unchanged: "applied",
    written: "applied",
    deleted: "applied",
    newer: "stale",
    "not found": "ignored",
};

/** Makes what brings one object in step with Stripe, in its parts. */
export function createSyncOne({ stripe, state, record }: SyncOneDeps) {
    const examine = createExamine({ stripe, tables: state });

    /** Writes what was read, where it is not what the item shows. */
    async function write(examined: Examined, because: string): Promise<SyncedObject> {
        const { kind, objectId, verdict, read, here, reason } = examined;
        if (verdict === "same" && hasAccountKey(examined)) {
            return { kind, objectId, outcome: "unchanged" };
        }
        if (verdict === "newer") {
            return { kind, objectId, outcome: "newer", reason };
        }
        const recorded = await record(read, { because, read: here });
        if (recorded.outcome !== "applied") {
            return { kind, objectId, outcome: "newer", reason: recorded.reason };
        }
        return { kind, objectId, outcome: verdict === "gone" ? "deleted" : "written" };
    }

    /** @param kind one that is read by its id alone */
    async function syncOne(kind: string, objectId: string, because: string): Promise<SyncedObject> {
        const path = makeObjectPath(kind, objectId);
        if (path === undefined) {
            throw new Error(`a ${kind} is not read by its id alone`);
        }
        const { body, ...answer } = await stripe.get(path);
        if (body !== undefined && body.deleted !== true) {
            const [examined] = await examine([body], answer);
            return examined === undefined ? { kind, objectId, outcome: "not found" } : write(examined, because);
        }
        const objectKey = makeObjectKey({ account: stripe.account, kind, objectId });
        const here = (await state.readItems([objectKey])).get(objectKey);
        if (here?.item === undefined) {
            return { kind, objectId, outcome: "not found" };
        }
        return here.item.deleted
            ? { kind, objectId, outcome: "unchanged" }
            : write(makeGone({ objectKey, kind, objectId }, here.item, here, answer.readAt), because);
    }

    return { examine, write, syncOne };
}

/** Whether an item is found by the account that is its customer, if one is. Items were not, before they had a key for it. */
function hasAccountKey({ item, kind, object }: Examined): boolean {
    return item?.customerAccountKey !== undefined || readCustomerAccountId(kind, object) === undefined;
}
