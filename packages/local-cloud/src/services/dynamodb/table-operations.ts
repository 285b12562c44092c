import type { Operation } from "../service";
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

const empty = { items: 0, bytes: 0 };

/** The operations on tables, which a program makes. */
export function tableOperations({ account, storage, locks }: Context): Record<string, Operation> {
    return {
        async DescribeTable({ TableName }: TableInput, call) {
            call.authorize("dynamodb:DescribeTable", tableArn(account, named(TableName)));
            const record = storage.table(TableName);
            return { Table: tableDescription(account, record, "ACTIVE", storage.measure(TableName)) };
        },

        async DescribeTimeToLive({ TableName }: TableInput, call) {
            call.authorize("dynamodb:DescribeTimeToLive", tableArn(account, named(TableName)));
            const { expiryAttribute: AttributeName } = storage.table(TableName);
            const TimeToLiveStatus = AttributeName === undefined ? "DISABLED" : "ENABLED";
            return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName } };
        },

        async DeleteTable({ TableName }: TableInput, call) {
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
        },

        async ListTables({ ExclusiveStartTableName: after, Limit: limit = 100 }: ListInput, call) {
            call.authorize("dynamodb:ListTables", "*");
            if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
                throw validationError(
                    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must ` +
                        "have value between 1 and 100",
                );
            }
            const names = storage.names().filter((name) => after === undefined || name > after);
            const TableNames = names.slice(0, limit);
            return { TableNames, LastEvaluatedTableName: names.length > limit ? TableNames.at(-1) : undefined };
        },
    };
}

/** @throws AwsError `ValidationException` when `name` is not there */
function named(name: unknown): string {
    if (typeof name !== "string") {
        throw validationError("The parameter 'TableName' is required but was not present in the request");
    }
    return name;
}
