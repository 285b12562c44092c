import { randomUUID } from "node:crypto";

import type { CreateTableInput } from "@aws-sdk/client-dynamodb";

import type { Context } from "./context";
import { tableLock } from "./locks";
import { streamLabel } from "./streams/stream-arn";
import type { StreamViewType } from "./streams/stream-record";
import type { TableDefinition, TableRecord } from "./table-record";
import { validationError } from "./validation-error";

/**
 * Makes the table, or brings the one that stands to `input`, whatever that takes: indexes are added, filled, changed and
 * removed. Items and settings that `input` does not name stay.
 *
 * @param input checked: a program's table is, as a resource
 * @param label of the stream, if one is turned on. @default the instant
 * @throws AwsError `ValidationException` when it changes the table's own key, which no table can: delete it and make it
 * anew
 */
export async function putTable(context: Context, input: CreateTableInput, label?: string): Promise<void> {
    const { clock, storage, locks } = context;
    const { StreamSpecification, ...definition } = input as TableInput;
    const name = definition.TableName;
    await locks.hold([tableLock(name, false)], async () => {
        const before = storage.find(name);
        if (before !== undefined && fixedPart(before.definition) !== fixedPart(definition)) {
            throw validationError(`Table ${name} stands with another key: it must be replaced`);
        }
        const record: TableRecord = {
            ...(before ?? { id: randomUUID(), createdAt: clock.now() }),
            definition,
            stream: nextStream(before?.stream, StreamSpecification, clock.now(), label),
        };
        await storage.putTable(record);
    });
}

type TableInput = TableDefinition & { StreamSpecification?: { StreamViewType?: StreamViewType } };

/** The stream of a table: one that is turned on, or shows something else than before, is a new one with a new label. */
function nextStream(
    before: TableRecord["stream"],
    { StreamViewType: viewType }: NonNullable<TableInput["StreamSpecification"]> = {},
    now: number,
    label = streamLabel(before?.label === streamLabel(now) ? now + 1 : now),
): TableRecord["stream"] {
    if (viewType === undefined) {
        return before && { ...before, enabled: false };
    }
    return before?.enabled === true && before.viewType === viewType ? before : { label, viewType, enabled: true };
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
