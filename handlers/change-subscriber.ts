import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { isWanted, readChange, type ItemChange, type ItemFilter } from "./billing/change";
import type { Hash } from "./billing/canonical";
import type { ChangeLetters, Image } from "./change-letters";
import type { Change, ChangeHandler, ChangeKind } from "./changes";
import type { FailedChange, FailedChanges } from "./failed-changes";
import type { Once } from "./once";
import type { Telemetry } from "./telemetry";

export interface ChangeSubscriberDeps<K extends ChangeKind> {
    handler: ChangeHandler<K>;
    filter: ItemFilter;
    telemetry: Telemetry;
    failed: FailedChanges;
    letters: ChangeLetters;
    /** Given when the handler must run once for a change. */
    once?: Once;
}

/** A write of an object's item. */
interface Write {
    objectKey: string;
    version: number;
    sequenceNumber: string;
    /** The item as it was; for a change that is redriven, before the one that was given up. */
    oldImage?: Image;
    newImage: Image;
    /** The letter for whose sake the item was written; undefined where the recorder wrote it. */
    redriven?: string;
}

/** A write that concerns the handler, or one whose item cannot be read. */
interface Work extends Write {
    change: ItemChange | { unreadable: Error };
    /** Whether an earlier change was given up, where a letter tells. */
    missed?: boolean;
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
    const { handler, filter, telemetry, failed, letters, once } = deps;

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
        const { objectKey, version, sequenceNumber, oldImage: before } = work;
        const former = failures.get(objectKey);
        const fields = { objectKey, version, ...eventOf(work) };
        const missed = work.missed ?? (former !== undefined && (former.missed || former.version < version));
        const note = () =>
            Promise.all([
                failed.note(objectKey, { version, missed }),
                letters.keep(sequenceNumber, { objectKey, version, before }),
            ]).catch((error) => telemetry.error("the failure could not be remembered", error, fields));
        let noted: Promise<unknown> | undefined =
            former !== undefined && former.version <= version ? Promise.resolve() : undefined;
        const untilEnd = context.getRemainingTimeInMillis() - marginMilliseconds;
        const timer = setTimeout(() => void (noted = note()), Math.max(0, untilEnd));
        try {
            if (await run(work, missed, context)) {
                telemetry.info("handled", fields);
                telemetry.count("ChangesHandled");
            } else {
                skip(fields, "done before");
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

    /**
     * What to do for a letter that is redriven: one change, from the item before what was given up to the item now. Nothing
     * once a later change was handled, which told of it.
     */
    async function readRedriven(write: Write, failures: Map<string, FailedChange>): Promise<Work | undefined> {
        const { objectKey, version, redriven = "" } = write;
        const former = failures.get(objectKey);
        const letter = former && (await letters.find(redriven));
        if (former === undefined || letter === undefined) {
            skip({ objectKey, version, redriven }, "a later change was handled");
            return undefined;
        }
        const work = readWork({ ...write, oldImage: letter.before }, filter);
        if (work === undefined) {
            skip({ objectKey, version, redriven }, "what it has become is not selected");
            return undefined;
        }
        // The last that was given up is the letter's, or this write itself when it is tried again.
        return { ...work, missed: former.missed || ![letter.version, version].includes(former.version) };
    }

    function skip(fields: { objectKey: string; version: number; redriven?: string }, reason: string): void {
        telemetry.info("skipped", { ...fields, reason });
        telemetry.count("ChangesSkipped");
    }

    return async ({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
        // A letter in the dead-letter queue names the request, and not the change.
        telemetry.concern({ requestId: context.awsRequestId });
        try {
            const batch = Records.flatMap(readWrite).flatMap<Write | Work>((write) =>
                letters.isOwn(write.redriven) ? write : (readWork(write, filter) ?? []),
            );
            const failures = await failed.find(batch.map(({ objectKey }) => objectKey));
            for (const write of batch) {
                try {
                    const work = "change" in write ? write : await readRedriven(write, failures);
                    if (work !== undefined) {
                        await handle(work, failures, context);
                    }
                } catch (error) {
                    if (write.sequenceNumber === Records[0]?.dynamodb?.SequenceNumber) {
                        throw error;
                    }
                    return { batchItemFailures: [{ itemIdentifier: write.sequenceNumber }] };
                }
            }
            return { batchItemFailures: [] };
        } finally {
            telemetry.flush();
        }
    };
}

function readWrite({ dynamodb }: DynamoDBRecord): Write[] {
    const { Keys, NewImage: newImage, OldImage: oldImage, SequenceNumber: sequenceNumber = "" } = dynamodb ?? {};
    if (newImage === undefined) {
        return [];
    }
    const objectKey = Keys?.objectKey?.S ?? "";
    const version = Number(newImage.version?.N ?? 0);
    return [{ objectKey, version, sequenceNumber, oldImage, newImage, redriven: newImage.redriven?.S }];
}

/** Undefined when the handler does not want what the write changed. */
function readWork(write: Write, filter: ItemFilter): Work | undefined {
    const { oldImage, newImage } = write;
    try {
        const change = readChange(oldImage && readImage(oldImage), readImage(newImage));
        return change !== undefined && isWanted(change, filter) ? { ...write, change } : undefined;
    } catch (error) {
        return { ...write, change: { unreadable: error as Error } };
    }
}

function readImage(image: Image): Hash {
    return unmarshall(image as Record<string, AttributeValue>);
}

/** What of a change's event goes into the log. */
function eventOf({ change }: Work): { eventId?: string; eventType?: string } {
    return "unreadable" in change ? {} : { eventId: change.after.eventId, eventType: change.after.eventType };
}
