import { marshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { letterKey, letterPrefix } from "../../handlers/billing/letter-key";
import { toStoredItem } from "../../handlers/billing/stored-item";
import type { ChangeLetter, ChangeLetters } from "../../handlers/change-letters";
import type { FailedChange, FailedChanges } from "../../handlers/failed-changes";
import type { StoredWrite } from "./memory-tables";

export type ReadStream = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** A call's context with so much time left. */
export function makeContext(milliseconds = 30_000): Context {
    return { awsRequestId: "request-1", getRemainingTimeInMillis: () => milliseconds } as Context;
}

/** The record of a write in the table's stream, as Lambda gives it to a function. */
export function makeRecord(former: StoredWrite | undefined, next: StoredWrite, position: number): DynamoDBRecord {
    return {
        eventName: former === undefined ? "INSERT" : "MODIFY",
        dynamodb: {
            Keys: { objectKey: { S: next.item.objectKey } },
            NewImage: makeImage(next),
            ...(former && { OldImage: makeImage(former) }),
            SequenceNumber: String(position),
            StreamViewType: "NEW_AND_OLD_IMAGES",
        },
    };
}

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

function makeImage({ item, journal }: StoredWrite): Image {
    const image = marshall(toStoredItem(item, journal), { removeUndefinedValues: true });
    const toText = (_key: string, value: unknown) =>
        (value as { type?: string } | null)?.type === "Buffer"
            ? Buffer.from((value as { data: number[] }).data).toString("base64")
            : value;
    return JSON.parse(JSON.stringify(image, toText)) as Image;
}

export interface StreamOptions {
    /** How many records the next call gets. */
    batchSize: () => number;
    maxRetries: number;
}

/**
 * Reads a stream as Lambda's event source mapping does, with ReportBatchItemFailures and BisectBatchOnFunctionError
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).
 *
 * @returns the positions of what was given up
 */
export async function readStream(
    records: readonly DynamoDBRecord[],
    call: ReadStream,
    { batchSize, maxRetries }: StreamOptions,
): Promise<number[]> {
    const givenUp: number[] = [];
    let position = 0;
    let size: number | undefined;
    let retries = 0;
    while (position < records.length) {
        size ??= batchSize();
        const batch = records.slice(position, position + size);
        try {
            const { batchItemFailures } = await call({ Records: batch }, makeContext());
            const failed = batch.findIndex(
                ({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier,
            );
            position += failed < 0 ? batch.length : failed;
            size = failed < 0 ? undefined : batch.length - failed;
            retries = 0;
        } catch {
            if (batch.length > 1) {
                size = Math.ceil(batch.length / 2);
            } else if (retries++ === maxRetries) {
                givenUp.push(position++);
                size = undefined;
                retries = 0;
            }
        }
    }
    return givenUp;
}

/** What a subscriber has failed, in memory. */
export interface FailedInMemory extends FailedChanges {
    noted: Map<string, FailedChange>;
    /** How many calls of DynamoDB were made. */
    calls: string[];
    /** Called before each call and after it; a throw there is a crash. */
    interrupt: () => void;
}

export function failedInMemory(): FailedInMemory {
    const memory: FailedInMemory = {
        noted: new Map(),
        calls: [],
        interrupt: () => undefined,
        find: (objectKeys) =>
            call("find", () => new Map([...memory.noted].filter(([objectKey]) => objectKeys.includes(objectKey)))),
        note: (objectKey, failed) => call("note", () => void memory.noted.set(objectKey, failed)),
        forget: (objectKey) => call("forget", () => void memory.noted.delete(objectKey)),
    };

    async function call<T>(name: string, work: () => T): Promise<T> {
        memory.calls.push(name);
        memory.interrupt();
        const result = work();
        memory.interrupt();
        return result;
    }

    return memory;
}

/** What a subscriber keeps for letters, in memory, by their keys. */
export interface LettersInMemory extends ChangeLetters {
    kept: Map<string, ChangeLetter & { objectKey: string }>;
}

export function lettersInMemory(subscription = "access"): LettersInMemory {
    const kept: LettersInMemory["kept"] = new Map();
    return {
        kept,
        keep: async (sequenceNumber, letter) => void kept.set(letterKey(subscription, sequenceNumber), letter),
        find: async (redriven) => kept.get(redriven),
        isOwn: (redriven): redriven is string => redriven?.startsWith(letterPrefix(subscription)) === true,
    };
}

/** The write by which a letter is redriven, of the item that `record` left, as the stream shows it. */
export function makeRedrive({ dynamodb }: DynamoDBRecord, letter: string, position: number): DynamoDBRecord {
    const { NewImage = {}, Keys } = dynamodb ?? {};
    const version = { N: String(Number(NewImage.version?.N) + 1) };
    return {
        eventName: "MODIFY",
        dynamodb: {
            Keys,
            OldImage: NewImage,
            NewImage: { ...NewImage, version, redriven: { S: letter } },
            SequenceNumber: String(position),
        },
    };
}
