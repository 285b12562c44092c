import { randomUUID } from "node:crypto";

import { latestVersion } from "../functions/function-arn";
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
    const { records, invocations, last } = batch;
    const functionError = last?.outcome.functionError;
    return JSON.stringify({
        requestContext: {
            requestId: last?.requestId ?? randomUUID(),
            functionArn: place.functionArn,
            condition,
            approximateInvokeCount: invocations,
        },
        ...(last && {
            responseContext: {
                statusCode: 200,
                executedVersion: latestVersion,
                ...(functionError !== undefined && { functionError }),
            },
        }),
        version: "1.0",
        timestamp: new Date(now).toISOString(),
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
