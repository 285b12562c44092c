import type { Call, Operation } from "../service";
import { tableArn, type Context } from "./context";
import { tableLock } from "./locks";
import { tableDescription } from "./table-description";
import { validationError } from "./validation-error";

interface TableInput {
    TableName: string;
}

interface ListInput {
    ExclusiveStartTableName?: string;
    Limit?: number;
}

/** DescribeTable, DescribeTimeToLive, DeleteTable, ListTables. A program makes tables. */
export function tableOperations(context: Context): Record<string, Operation> {
    return {
        DescribeTable: (input: TableInput, call) => describe(context, input, call),
        DescribeTimeToLive: (input: TableInput, call) => describeTimeToLive(context, input, call),
        DeleteTable: (input: TableInput, call) => remove(context, input, call),
        ListTables: (input: ListInput, call) => list(context, input, call),
    };
}

const empty = { items: 0, bytes: 0 };

async function describe({ account, storage }: Context, { TableName }: TableInput, call: Call): Promise<object> {
    call.authorize("dynamodb:DescribeTable", tableArn(account, named(TableName)));
    const record = storage.table(TableName);
    return { Table: tableDescription(account, record, "ACTIVE", storage.measure(TableName)) };
}

async function describeTimeToLive(
    { account, storage }: Context,
    { TableName }: TableInput,
    call: Call,
): Promise<object> {
    call.authorize("dynamodb:DescribeTimeToLive", tableArn(account, named(TableName)));
    const { expiryAttribute: AttributeName } = storage.table(TableName);
    const TimeToLiveStatus = AttributeName === undefined ? "DISABLED" : "ENABLED";
    return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
}

async function remove({ account, storage, locks }: Context, { TableName }: TableInput, call: Call): Promise<object> {
    call.authorize("dynamodb:DeleteTable", tableArn(account, named(TableName)));
    return locks.hold([tableLock(TableName, false)], async () => {
        const record = storage.table(TableName);
        if (record.definition.DeletionProtectionEnabled) {
            throw validationError(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
            );
        }
        storage.deleteTable(TableName);
        return { TableDescription: tableDescription(account, record, "DELETING", empty) };
    });
}

async function list({ storage }: Context, input: ListInput, call: Call): Promise<object> {
    call.authorize("dynamodb:ListTables", "*");
    const { ExclusiveStartTableName: after, Limit: limit = 100 } = input;
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
        throw validationError(
            `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have ` +
                "value between 1 and 100",
        );
    }
    const names = storage.names().filter((name) => after === undefined || name > after);
    const TableNames = names.slice(0, limit);
    return { TableNames, LastEvaluatedTableName: names.length > limit ? TableNames.at(-1) : undefined };
}

/** @throws AwsError `ValidationException` when `name` is not there */
function named(name: unknown): string {
    if (typeof name !== "string") {
        throw validationError("The parameter 'TableName' is required but was not present in the request");
    }
    return name;
}
