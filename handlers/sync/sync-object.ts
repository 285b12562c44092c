import type { RecordEvent } from "../record";
import { findKindOfId, findStripeKind, stripeKinds } from "../stripe-kinds";
import { inParallel } from "./in-parallel";
import type { StripeReader } from "./stripe-reader";
import { createSyncOne, type SyncedObject } from "./sync-one";
import type { SyncTables } from "./sync-tables";
import { createSyncEntitlements } from "./sync-entitlements";
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

export interface SyncObjectReport {
    objects: SyncedObject[];
    /** Kinds of a customer's objects that were not read, and why. */
    skipped: SkippedKind[];
}

const concurrency = 8;

/** Makes the function that brings one object in step with Stripe; of a customer, all of the customer's objects too. */
export function createSyncObject({ stripe, state, record }: SyncObjectDeps) {
    const { examine, write, syncOne } = createSyncOne({ stripe, state, record });
    const syncEntitlements = createSyncEntitlements({ stripe, state, record });

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
        const entitlements = await syncEntitlements(id, because);
        return { objects: [...objects, ...entitlements.objects], skipped: [...skipped, ...entitlements.skipped] };
    };
}
