import type { Clock } from "../../../clock";
import type { StreamRecord } from "../../service";
import { maxSyncPayloadBytes } from "../invocation/payload";
import type { BatchRecord } from "./batch";
import type { MappingSettings } from "./event-source-mapping";

/** How many records are read at once. */
const pageSize = 100;
/** What an event takes without records: `{"Records":[]}`. */
const emptyEventBytes = 14;

/** Whose records are gathered. */
export interface Gatherer {
    readonly clock: Clock;
    readonly settings: MappingSettings;
    /** Whether it is to end. */
    readonly isClosed: boolean;
    /** The shard's oldest records after the number `after`. Throws `AwsError` when they must not be read. */
    read(after: string, limit: number): Promise<StreamRecord[]>;
    /** Whether the batch is to have the record. */
    takes(record: StreamRecord): boolean;
    /** Is told that there is nothing for the batch up to the number `after`, which so many records were read for. */
    skip(after: string, records: number): Promise<void>;
    /** Waits until the shard has records that were not there at the last read, or someone interrupts. */
    wait(): Promise<void>;
    interrupt(): void;
}

/**
 * The next records for the function after the number `after`: as many as a batch may have, or what comes until the
 * batching window is over. None when that is to end.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export async function gatherBatch(lane: Gatherer, after: string): Promise<BatchRecord[]> {
    const { clock, settings } = lane;
    const windowMs = settings.MaximumBatchingWindowInSeconds * 1000;
    const records: BatchRecord[] = [];
    let bytes = emptyEventBytes;
    let isOver = windowMs === 0;
    const end = () => {
        isOver = true;
        lane.interrupt();
    };
    let window: { cancel(): void } | undefined;
    try {
        while (!lane.isClosed) {
            const page = await lane.read(after, pageSize);
            for (const record of page) {
                if (lane.takes(record)) {
                    const { sequence, at } = record;
                    const text = JSON.stringify(record.event);
                    bytes += Buffer.byteLength(text) + 1;
                    if (records.length > 0 && bytes > maxSyncPayloadBytes) {
                        return records;
                    }
                    records.push({ sequence, at, text });
                    if (records.length === settings.BatchSize) {
                        return records;
                    }
                }
                after = record.sequence;
            }
            if (records.length === 0) {
                await lane.skip(after, page.length);
            } else if (page.length < pageSize && isOver) {
                return records;
            } else if (!isOver) {
                window ??= clock.after(windowMs, end);
            }
            if (page.length < pageSize) {
                await lane.wait();
            }
        }
        return [];
    } finally {
        window?.cancel();
    }
}
