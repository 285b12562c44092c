import type { CreateTableInput } from "@aws-sdk/client-dynamodb";

import type { Clock } from "../../clock";
import type { Database } from "../../database";
import type { Account, JsonService, Lifecycle, Operation, RecordStream } from "../service";
import { batchOperations } from "./batch-operations";
import type { Context } from "./context";
import { itemOperations } from "./item-operations";
import { Locks, tableLock } from "./locks";
import { putTable, putTimeToLive, type TimeToLive } from "./put-table";
import { queryOperations } from "./query-operations";
import { RecordStreams } from "./streams/record-streams";
import { parseStreamArn } from "./streams/stream-arn";
import { StreamsApi } from "./streams/streams-api";
import { Sweeper } from "./sweeper";
import { tableOperations } from "./table-operations";
import { TableStorage } from "./table-storage";
import { type TransactInput, transactWrite } from "./transact-write";

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
     * Makes a table, or brings the one that stands to `input` (CreateTable's request), items kept.
     * @param input checked: a program's table is, as a resource
     * @param streamLabel of the stream, if one is turned on. @default the instant
     * @throws AwsError `ValidationException` when that takes another table
     */
    async putTable(input: CreateTableInput, streamLabel?: string): Promise<void> {
        return putTable(this.context, input, streamLabel);
    }

    /** Turns expiry on or off, or to another attribute. @throws AwsError `ResourceNotFoundException` */
    async putTimeToLive(name: string, timeToLive: TimeToLive): Promise<void> {
        return putTimeToLive(this.context, name, timeToLive);
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
