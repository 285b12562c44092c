import { randomUUID } from "node:crypto";

import type { CreateTableInput } from "@aws-sdk/client-dynamodb";

import type { Context } from "./context";
import { tableLock } from "./locks";
import { nextStream, parseStream } from "./streams/next-stream";
import { tableDefinition } from "./table-definition";
import type { TableDefinition, TableRecord } from "./table-record";
import { validationError } from "./validation-error";

/**
 * Makes the table, or brings the one that stands to `input`, whatever that takes: indexes are added, filled, changed and
 * removed. Items and settings that `input` does not name stay.
 *
 * @param streamLabel of the stream, if one is turned on. @default the instant
 * @throws AwsError `ValidationException` when `input` is not valid, or when it changes the table's own key, which no
 * table can: delete it and make it anew
 */
export async function putTable(context: Context, input: CreateTableInput, streamLabel?: string): Promise<void> {
    const { clock, storage, locks } = context;
    const definition = tableDefinition(input);
    const viewType = parseStream(input);
    const name = definition.TableName;
    await locks.hold([tableLock(name, false)], async () => {
        const before = storage.find(name);
        if (before !== undefined && fixedPart(before.definition) !== fixedPart(definition)) {
            throw validationError(`Table ${name} stands with another key: it must be replaced`);
        }
        const record: TableRecord = {
            ...(before ?? { id: randomUUID(), createdAt: clock.now() }),
            definition,
            stream: nextStream(before?.stream, viewType, clock.now(), streamLabel),
        };
        await storage.putTable(record);
    });
}

/** How items expire. */
export interface TimeToLive {
    enabled: boolean;
    /** Holds the time, in seconds since the epoch. */
    attributeName?: string;
}

/**
 * Turns expiry on or off, or to another attribute, whatever stands.
 * @throws AwsError `ResourceNotFoundException`
 */
export async function putTimeToLive(context: Context, name: string, to: TimeToLive): Promise<void> {
    const { storage, locks } = context;
    await locks.hold([tableLock(name, false)], async () => {
        const { expiryAttribute: before, ...record } = storage.table(name);
        const after = to.enabled ? to.attributeName : undefined;
        if (after !== before) {
            await storage.putTable(after === undefined ? record : { ...record, expiryAttribute: after });
        }
    });
}

/** What a table keeps all its life. */
function fixedPart({ KeySchema, AttributeDefinitions }: TableDefinition): string {
    const keys = KeySchema.map(({ AttributeName }) => [
        AttributeName,
        AttributeDefinitions.find((each) => each.AttributeName === AttributeName)?.AttributeType,
    ]);
    return JSON.stringify(keys);
}
