import { GetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

import { checkId } from "./ids";
import type { RecordedOptions } from "./queries";

export interface UntilRecordedDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    ledgerTable: string | undefined;
    wait: (milliseconds: number) => Promise<void>;
}

/** The first wait between two looks, and the longest: each is twice the one before. In milliseconds. */
const minWaitMilliseconds = 50;
const maxWaitMilliseconds = 1_000;

/** The recorder writes an object's item before the event's ledger entry, so the entry tells of both. */
export function createUntilRecorded({ documents, ledgerTable, wait }: UntilRecordedDeps) {
    async function isRecorded(eventId: string): Promise<boolean> {
        const { Item } = await documents.send(
            new GetCommand({
                TableName: ledgerTable,
                Key: { eventId },
                ConsistentRead: true,
                ProjectionExpression: "eventId",
            }),
        );
        return Item !== undefined;
    }

    return async (eventId: string, { seconds = 10 }: RecordedOptions = {}): Promise<void> => {
        checkId("eventId", eventId);
        if (ledgerTable === undefined) {
            throw new Error("untilRecorded needs ledgerTable: give it to createBillingQueries");
        }
        let left = seconds * 1000;
        for (
            let pause = minWaitMilliseconds;
            !(await isRecorded(eventId));
            pause = Math.min(2 * pause, maxWaitMilliseconds)
        ) {
            if (left <= 0) {
                throw new Error(
                    `the state does not include ${eventId} after ${seconds} s: its recorder is behind, or failed it`,
                );
            }
            await wait(Math.min(pause, left));
            left -= pause;
        }
    };
}
