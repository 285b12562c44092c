import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { makeObjectKey, type BillingItem } from "../../handlers/billing/item";
import { type ItemWrite, readStoredItem } from "../../handlers/billing/stored-item";
import { stripeKinds } from "../../handlers/stripe-kinds";
import type { StackOutputs } from "../deployment";

/** An object as the state has it. */
export interface StoredObject {
    /** Not the memory, which is the recorder's alone. */
    item: Omit<BillingItem, "memory">;
    /** The item's last writes, eight at most, the earliest first. */
    journal: readonly ItemWrite[];
}

export interface ObjectName {
    objectId: string;
    /** Stripe's name for what it is; without it, what the id's prefix tells, else every kind whose ids tell nothing. */
    kind?: string;
    /** A Connect account, or an Organization's. @default the stack's own */
    account?: string;
}

export interface StateDeps {
    outputs: Pick<StackOutputs, "stateTableName">;
    documents: Pick<DynamoDBDocumentClient, "send">;
}

/** Reads an object's item, at one read unit for each 4 KB of it; undefined when no event told of it. */
export async function readObject(
    { outputs: { stateTableName }, documents }: StateDeps,
    { objectId, kind, account = "platform" }: ObjectName,
): Promise<StoredObject | undefined> {
    const kinds = kind === undefined ? findKinds(objectId) : [kind];
    const Keys = kinds.map((one) => ({ objectKey: makeObjectKey({ account, kind: one, objectId }) }));
    const { Responses } = await documents.send(
        new BatchGetCommand({ RequestItems: { [stateTableName]: { Keys, ConsistentRead: true } } }),
    );
    const [stored] = Responses?.[stateTableName] ?? [];
    if (stored === undefined) {
        return undefined;
    }
    const { item, journal } = readStoredItem(stored);
    const { memory: _, ...shown } = item;
    return { item: shown, journal };
}

/** What kinds of object may have an id: by its longest known prefix, else those whose owners choose ids. */
export function findKinds(objectId: string): string[] {
    const known = Object.entries(stripeKinds).flatMap(([kind, { prefixes = [] }]) =>
        prefixes.filter((prefix) => objectId.startsWith(prefix)).map((prefix) => ({ kind, prefix })),
    );
    const [longest] = known.sort((a, b) => b.prefix.length - a.prefix.length);
    return longest === undefined ? ["coupon", "plan", "product", "price", "customer"] : [longest.kind];
}
