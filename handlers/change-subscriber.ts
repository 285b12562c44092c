import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { isWanted, readChange, type ItemChange, type ItemFilter } from "./billing/change";
import type { Hash } from "./billing/canonical";
import type { Change, ChangeHandler, ChangeKind } from "./changes";
import type { FailedChange, FailedChanges } from "./failed-changes";
import type { Once } from "./once";
import type { Telemetry } from "./telemetry";

export interface ChangeSubscriberDeps<K extends ChangeKind> {
    handler: ChangeHandler<K>;
    filter: ItemFilter;
    telemetry: Telemetry;
    failed: FailedChanges;
    /** Given when the handler must run once for a change. */
    once?: Once;
}

/** A write that concerns the handler, or one whose item cannot be read. */
interface Work {
    objectKey: string;
    version: number;
    sequenceNumber: string;
    change: ItemChange | { unreadable: Error };
}

/** So long before Lambda ends a call, the change that it is at is taken for failed; in milliseconds. */
const marginMilliseconds = 1_000;

/**
 * Makes the Lambda handler of a change subscriber: reads the table's stream, and gives the handler each change that it wants,
 * one after the other.
 *
 * What fails is remembered before the call ends, so that the next change of the object can tell whether it was given up. The
 * changes after it wait: they come again with it. When it is the batch's first, the whole call fails, on which Lambda
 * splits the batch, so that in the end the change is alone, and only it is given up when its retries are spent.
 */
export function createChangeSubscriber<K extends ChangeKind>(deps: ChangeSubscriberDeps<K>) {
    const { handler, filter, telemetry, failed, once } = deps;

    async function run({ objectKey, version, change }: Work, missed: boolean, context: Context): Promise<boolean> {
        if ("unreadable" in change) {
            throw change.unreadable;
        }
        const { eventId: id, eventType: type, eventCreated: created } = change.after;
        const work = async () => handler({ ...change, event: { id, type, created }, missed } as unknown as Change<K>);
        if (once !== undefined) {
            return once(`${objectKey}#${version}`, context, work);
        }
        await work();
        return true;
    }

    async function handle(work: Work, failures: Map<string, FailedChange>, context: Context): Promise<void> {
        const { objectKey, version } = work;
        const former = failures.get(objectKey);
        const fields = { objectKey, version, ...eventOf(work) };
        const missed = former !== undefined && (former.missed || former.version < version);
        const note = () =>
            failed
                .note(objectKey, { version, missed })
                .catch((error) => telemetry.error("the failure could not be remembered", error, fields));
        let noted = former !== undefined && former.version <= version ? Promise.resolve() : undefined;
        const untilEnd = context.getRemainingTimeInMillis() - marginMilliseconds;
        const timer = setTimeout(() => void (noted = note()), Math.max(0, untilEnd));
        try {
            if (await run(work, missed, context)) {
                telemetry.info("handled", fields);
                telemetry.count("ChangesHandled");
            } else {
                telemetry.info("skipped", { ...fields, reason: "done before" });
                telemetry.count("ChangesSkipped");
            }
        } catch (error) {
            telemetry.error("the handler failed", error, fields);
            telemetry.count("HandlerFailures");
            await note();
            throw error;
        } finally {
            clearTimeout(timer);
        }
        if (noted !== undefined) {
            await noted;
            failures.delete(objectKey);
            // What stays is told with the next change; to fail here would repeat this one.
            await failed
                .forget(objectKey)
                .catch((error) => telemetry.error("the failure could not be forgotten", error, fields));
        }
    }

    return async ({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
        // A letter in the dead-letter queue names the request, and not the change.
        telemetry.concern({ requestId: context.awsRequestId });
        try {
            const batch = Records.flatMap((record) => readWork(record, filter));
            const failures = await failed.find(batch.map(({ objectKey }) => objectKey));
            for (const work of batch) {
                try {
                    await handle(work, failures, context);
                } catch (error) {
                    if (work.sequenceNumber === Records[0]?.dynamodb?.SequenceNumber) {
                        throw error;
                    }
                    return { batchItemFailures: [{ itemIdentifier: work.sequenceNumber }] };
                }
            }
            return { batchItemFailures: [] };
        } finally {
            telemetry.flush();
        }
    };
}

function readWork({ dynamodb }: DynamoDBRecord, filter: ItemFilter): Work[] {
    const { Keys, NewImage, OldImage, SequenceNumber = "" } = dynamodb ?? {};
    if (NewImage === undefined) {
        return [];
    }
    const about = {
        objectKey: Keys?.objectKey?.S ?? "",
        version: Number(NewImage.version?.N ?? 0),
        sequenceNumber: SequenceNumber,
    };
    try {
        const change = readChange(OldImage && readImage(OldImage), readImage(NewImage));
        return change !== undefined && isWanted(change, filter) ? [{ ...about, change }] : [];
    } catch (error) {
        return [{ ...about, change: { unreadable: error as Error } }];
    }
}

function readImage(image: object): Hash {
    return unmarshall(image as Record<string, AttributeValue>);
}

/** What of a change's event goes into the log. */
function eventOf({ change }: Work): { eventId?: string; eventType?: string } {
    return "unreadable" in change ? {} : { eventId: change.after.eventId, eventType: change.after.eventType };
}
