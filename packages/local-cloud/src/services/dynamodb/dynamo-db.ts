import { randomUUID } from "node:crypto";

import type { CreateTableInput } from "@aws-sdk/client-dynamodb";

import type { Clock } from "../../clock";
import type { Database } from "../../database";
import type { Account, JsonService, Lifecycle, Operation, RecordStream } from "../service";
import { batchOperations } from "./batch-operations";
import type { Context } from "./context";
import { itemOperations } from "./item-operations";
import { Locks, tableLock } from "./locks";
import { queryOperations } from "./query-operations";
import { RecordStreams } from "./streams/record-streams";
import { parseStreamArn, streamLabel } from "./streams/stream-arn";
import type { StreamViewType } from "./streams/stream-record";
import { StreamsApi } from "./streams/streams-api";
import { Sweeper } from "./sweeper";
import { tableOperations } from "./table-operations";
import type { TableDefinition, TableRecord } from "./table-record";
import { TableStorage } from "./table-storage";
import { type TransactInput, transactWrite } from "./transact-write";
import { validationError } from "./validation-error";

/** How items expire. */
interface TimeToLive {
    enabled: boolean;
    /** Holds the time, in seconds since the epoch. */
    attributeName?: string;
}

type TableInput = TableDefinition & { StreamSpecification?: { StreamViewType?: StreamViewType } };

export interface DynamoDbDeps {
    account: Account;
    clock: Clock;
    /** Keeps the tables. */
    database: Database;
}

/**
 * DynamoDB: tables, items, indexes, transactions and streams. An item is written together with its index entries and its
 * record in the table's stream in one atomic batch.
 *
 * Not here, so that calling them is an unknown operation and asking for them is refused: PartiQL, backups,
 * exports, imports, global tables, and the parameters that expressions have replaced.
 */
export class DynamoDb implements JsonService, Lifecycle {
    readonly name = "DynamoDB";
    readonly targetPrefix = "DynamoDB_20120810";
    readonly jsonVersion = "1.0";
    readonly operations: Readonly<Record<string, Operation>>;
    /** The API by which streams are read. */
    readonly streamsApi: JsonService;

    private readonly context: Context;
    private readonly sweeper: Sweeper;

    constructor({ account, clock, database }: DynamoDbDeps) {
        const streams = new RecordStreams({ account, clock, database });
        this.context = { account, clock, storage: new TableStorage(database), locks: new Locks(), streams };
        this.sweeper = new Sweeper(this.context);
        this.streamsApi = new StreamsApi(this.context);
        this.operations = {
            ...tableOperations(this.context),
            ...itemOperations(this.context),
            ...batchOperations(this.context),
            ...queryOperations(this.context),
            TransactWriteItems: (input: TransactInput, call) => transactWrite(this.context, input, call),
        };
    }

    async start(): Promise<void> {
        await this.context.storage.load();
        await this.context.streams.load();
        this.sweeper.start();
    }

    async stop(): Promise<void> {
        await this.sweeper.stop();
    }

    /**
     * Makes the table, or brings the one that stands to `input`, whatever that takes: indexes are added, filled, changed
     * and removed. Items and settings that `input` does not name stay.
     *
     * @param input checked: a program's table is, as a resource
     * @param label of the stream, if one is turned on. @default the instant
     * @throws AwsError `ValidationException` when it changes the table's own key, which no table can: delete it and make
     * it anew
     */
    async putTable(input: CreateTableInput, label?: string): Promise<void> {
        const { clock, storage, locks } = this.context;
        const { StreamSpecification, ...definition } = input as TableInput;
        const name = definition.TableName;
        await locks.hold([tableLock(name, false)], async () => {
            const before = storage.find(name);
            if (before !== undefined && readKey(before.definition) !== readKey(definition)) {
                throw validationError(`Table ${name} stands with another key: it must be replaced`);
            }
            await storage.putTable({
                ...(before ?? { id: randomUUID(), createdAt: clock.now() }),
                definition,
                stream: nextStream(before?.stream, StreamSpecification, clock.now(), label),
            });
        });
    }

    /** Turns expiry on or off, or to another attribute, whatever stands. @throws AwsError `ResourceNotFoundException` */
    async putTimeToLive(name: string, { enabled, attributeName }: TimeToLive): Promise<void> {
        const { storage, locks } = this.context;
        await locks.hold([tableLock(name, false)], async () => {
            const { expiryAttribute: before, ...record } = storage.table(name);
            const after = enabled ? attributeName : undefined;
            if (after !== before) {
                await storage.putTable(after === undefined ? record : { ...record, expiryAttribute: after });
            }
        });
    }

    /** Whether a table with this name stands. */
    hasTable(name: string): boolean {
        return this.context.storage.find(name) !== undefined;
    }

    /** The stream with the ARN `arn`, to be read; undefined when there is none. */
    findStream(arn: string): RecordStream | undefined {
        const { account, storage, streams } = this.context;
        const { table = "", label } = parseStreamArn(account, arn) ?? {};
        const stream = storage.find(table)?.stream;
        return stream !== undefined && stream.label === label ? streams.open(table, label) : undefined;
    }

    /** Deletes a table and its items, protected or not. Does nothing when there is none. */
    async dropTable(name: string): Promise<void> {
        await this.context.locks.hold([tableLock(name, false)], async () => {
            if (this.hasTable(name)) {
                this.context.storage.deleteTable(name);
            }
        });
    }
}

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

/** A table's key, which it keeps all its life. */
function readKey({ KeySchema, AttributeDefinitions }: TableDefinition): string {
    const keys = KeySchema.map(({ AttributeName }) => [
        AttributeName,
        AttributeDefinitions.find((each) => each.AttributeName === AttributeName)?.AttributeType,
    ]);
    return JSON.stringify(keys);
}
