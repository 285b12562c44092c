import type { RecordEvent } from "../record";
import { findKindOfId, findStripeKind, makeObjectPath, stripeKinds } from "../stripe-kinds";
import { makeObjectKey } from "../billing/item";
import { createExamine, makeGone, type Examined } from "./examine";
import { inParallel } from "./in-parallel";
import type { StripeReader } from "./stripe-reader";
import type { SyncTables } from "./sync-tables";
import { walkKinds, type SkippedKind } from "./walk-kinds";

export interface SyncObjectDeps {
    stripe: StripeReader;
    state: SyncTables;
    record: RecordEvent;
}

export interface SyncObjectOptions {
    id: string;
    /** Stripe's name of the kind, where the id does not tell it: owners choose ids of coupons and products. */
    kind?: string;
    /** Whether a customer comes without all that is the customer's. @default false */
    alone?: boolean;
    /** Who asked for it, for the ledger. @default unknown */
    who?: string;
    /** Why, for the ledger. @default asked for */
    why?: string;
}

export interface SyncedObject {
    kind: string;
    objectId: string;
    /** `written`: the item shows now what Stripe has. `newer`: it stays, since it knows of something later. */
    outcome: "unchanged" | "written" | "deleted" | "newer" | "not found";
    /** Why an item stays. */
    reason?: string;
}

export interface SyncObjectReport {
    objects: SyncedObject[];
    /** Kinds of a customer's objects that were not read, and why. */
    skipped: SkippedKind[];
}

const concurrency = 8;

/** Makes the function that brings one object in step with Stripe; of a customer, all of the customer's objects too. */
export function createSyncObject({ stripe, state, record }: SyncObjectDeps) {
    const examine = createExamine({ stripe, tables: state });

    async function write(examined: Examined, because: string): Promise<SyncedObject> {
        const { kind, objectId, verdict, read, here, reason } = examined;
        if (verdict === "same") {
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

    async function syncOne(kind: string, objectId: string, because: string): Promise<SyncedObject> {
        const { body, ...answer } = await stripe.get(`/v1/${makeObjectPath(kind, objectId)}`);
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

    return async ({
        id,
        kind = findKindOfId(id),
        alone = false,
        who = "unknown",
        why = "asked for",
    }: SyncObjectOptions): Promise<SyncObjectReport> => {
        if (kind === undefined || findStripeKind(kind) === undefined) {
            throw new Error(
                `"${id}" does not tell what it is: name its kind, one of ${Object.keys(stripeKinds).join(", ")}`,
            );
        }
        const because = `repair by ${who}: ${why}`;
        const objects = [await syncOne(kind, id, because)];
        if (alone || kind !== "customer" || objects[0]?.outcome === "not found") {
            return { objects, skipped: [] };
        }
        const skipped = await walkKinds(stripe, {
            kinds: Object.keys(stripeKinds).filter((one) => stripeKinds[one]?.ofCustomer),
            customer: id,
            take: async (_kind, page) => {
                const examined = await examine(page.objects, page);
                await inParallel(examined, concurrency, async (one) => void objects.push(await write(one, because)));
                return { items: examined.flatMap(({ item }) => item ?? []) };
            },
        });
        return { objects, skipped };
    };
}
