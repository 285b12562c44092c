import type { CreateTableInput } from "@aws-sdk/client-dynamodb";

import type { Clock } from "../../clock";
import type { Database } from "../../database";
import type { Account, JsonService, Lifecycle, Operation } from "../service";
import { batchOperations } from "./batch-operations";
import type { Context } from "./context";
import { itemOperations } from "./item-operations";
import { Locks, tableLock } from "./locks";
import { putTable, putTimeToLive, type TimeToLive } from "./put-table";
import { queryOperations } from "./query-operations";
import { settingOperations } from "./setting-operations";
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
 * DynamoDB: tables, items, indexes and transactions. An item is written together with its index entries in one atomic
 * batch.
 *
 * Not here, so that calling them is an unknown operation and asking for them is refused: PartiQL, streams, backups,
 * exports, imports, global tables, and the parameters that expressions have replaced.
 */
export class DynamoDb implements JsonService, Lifecycle {
    readonly name = "DynamoDB";
    readonly targetPrefix = "DynamoDB_20120810";
    readonly jsonVersion = "1.0";
    readonly operations: Readonly<Record<string, Operation>>;

    private readonly context: Context;
    private readonly sweeper: Sweeper;

    constructor({ account, clock, database }: DynamoDbDeps) {
        this.context = { account, clock, storage: new TableStorage(database), locks: new Locks() };
        this.sweeper = new Sweeper(this.context);
        this.operations = {
            ...tableOperations(this.context),
            ...settingOperations(this.context),
            ...itemOperations(this.context),
            ...batchOperations(this.context),
            ...queryOperations(this.context),
            TransactWriteItems: (input: TransactInput, call) => transactWrite(this.context, input, call),
        };
    }

    async start(): Promise<void> {
        await this.context.storage.load();
        this.sweeper.start();
    }

    async stop(): Promise<void> {
        await this.sweeper.stop();
    }

    /**
     * Makes a table, or brings the one that stands to `input` (CreateTable's request), items kept.
     * @throws AwsError `ValidationException` when that takes another table
     */
    async putTable(input: CreateTableInput): Promise<void> {
        return putTable(this.context, input);
    }

    /** Turns expiry on or off, or to another attribute. @throws AwsError `ResourceNotFoundException` */
    async putTimeToLive(name: string, timeToLive: TimeToLive): Promise<void> {
        return putTimeToLive(this.context, name, timeToLive);
    }

    /** Whether a table with this name stands. */
    hasTable(name: string): boolean {
        return this.context.storage.find(name) !== undefined;
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
