import { type Item, valuesEqual } from "../attribute-value";
import type { ItemChange } from "../item-change";
import { itemSize } from "../item-size";

export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** A change as the database holds it: what does not follow from where it stands. */
export interface StoredRecord {
    /** Milliseconds since the epoch. */
    at: number;
    /** A hash of the partition key's values. */
    partition: number;
    eventName: "INSERT" | "MODIFY" | "REMOVE";
    dynamodb: {
        Keys: Item;
        NewImage?: Item;
        OldImage?: Item;
        SizeBytes: number;
        StreamViewType: StreamViewType;
    };
    /** Who deleted it, when that was DynamoDB itself. */
    userIdentity?: { type: string; principalId: string };
}

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const expiry = { type: "Service", principalId: "dynamodb.amazonaws.com" };

/**
 * The record of a change; undefined when there is none, for nothing is different after it.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function makeRecord(change: ItemChange, viewType: StreamViewType, at: number): StoredRecord | undefined {
    const { record, key, before, after, expired } = change;
    const item = after ?? before;
    if (item === undefined || (before !== undefined && after !== undefined && isSame(before, after))) {
        return undefined;
    }
    const names = record.definition.KeySchema.map(({ AttributeName }) => AttributeName);
    const Keys = Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
    const images = {
        ...(after !== undefined && viewType.startsWith("NEW") && { NewImage: after }),
        ...(before !== undefined && /OLD/.test(viewType) && { OldImage: before }),
    };
    const SizeBytes = [Keys, ...Object.values(images)].reduce((sum, part) => sum + itemSize(part), 0);
    return {
        at,
        partition: hashPartition(key),
        eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
        dynamodb: { Keys, ...images, SizeBytes, StreamViewType: viewType },
        ...(expired === true && { userIdentity: expiry }),
    };
}

/** The hash that an item's key in storage starts with. */
function hashPartition(key: string): number {
    return parseInt(key.slice(0, 6), 16);
}

function isSame(before: Item, after: Item): boolean {
    return valuesEqual({ M: before }, { M: after });
}
