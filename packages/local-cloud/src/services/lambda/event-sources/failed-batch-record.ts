import { randomUUID } from "node:crypto";

import { describeFailure } from "../invocation/destinations";
import type { Batch, Condition } from "./batch";

/**
 * What the destination of a failed batch gets: where its records are, and not the records.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 *
 * @param now milliseconds since the epoch
 */
export function formatFailedBatch(
    batch: Batch,
    condition: Condition,
    place: { functionArn: string; streamArn: string; shardId: string },
    now: number,
): string {
    const { records, invocations: invokeCount, last } = batch;
    const conclusion = { condition, invokeCount, outcome: last?.outcome };
    return JSON.stringify({
        ...describeFailure(place.functionArn, last?.requestId ?? randomUUID(), conclusion, now),
        DDBStreamBatchInfo: {
            shardId: place.shardId,
            startSequenceNumber: records[0]?.sequence,
            endSequenceNumber: records.at(-1)?.sequence,
            approximateArrivalOfFirstRecord: formatSecond(records[0]?.at),
            approximateArrivalOfLastRecord: formatSecond(records.at(-1)?.at),
            batchSize: records.length,
            streamArn: place.streamArn,
        },
    });
}

function formatSecond(instant = 0): string {
    return new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");
}
