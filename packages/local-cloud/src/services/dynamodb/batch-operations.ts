import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { consumed, readUnits, writeUnits, type CapacityMode } from "./capacity";
import { commitChanges } from "./commit-changes";
import { tableArn, type Context } from "./context";
import { expectList, expectObject } from "./parse-item";
import { projection, readKey, type Projected } from "./item-operations";
import { itemSize } from "./item-size";
import { applyWrite, encodeKey, type ItemWrite, parseWrite } from "./item-write";
import { itemLock, tableLock } from "./locks";
import { inRange, parseRequest, replaceTableArn, resourceName } from "./parse-request";
import { validationError } from "./validation-error";

interface KeysAndAttributes extends Projected {
    Keys: Item[];
    ConsistentRead?: boolean;
}

interface BatchInput {
    /** By the tables' names. */
    RequestItems?: Record<string, unknown>;
    ReturnConsumedCapacity?: CapacityMode;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxAnswerBytes = 16 * 1024 * 1024;

/** BatchGetItem, BatchWriteItem. */
export function batchOperations(context: Context): Record<string, Operation> {
    return {
        BatchGetItem: (input: BatchInput, call) => batchGet(context, input, call),
        BatchWriteItem: (input: BatchInput, call) => batchWrite(context, input, call),
    };
}

async function batchGet({ account, storage }: Context, input: BatchInput, call: Call): Promise<object> {
    const requests = byTableName(input.RequestItems).map(({ table, given, value }) => ({
        table,
        given,
        request: parseRequest<KeysAndAttributes>("batchGetItem", expectObject(value)),
    }));
    inRange(
        "requestItems",
        requests.flatMap(({ request }) => request.Keys),
        1,
        100,
    );
    requests.forEach(({ table }) => call.authorize("dynamodb:BatchGetItem", tableArn(account, table)));
    const wanted = requests.flatMap(({ table, given, request }) => {
        const record = storage.table(table);
        return request.Keys.map((asIs) => ({ table, given, request, asIs, key: readKey(record, asIs, request) }));
    });
    checkDistinct(wanted);
    const items = storage.items(wanted);

    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    const units: Record<string, number> = {};
    let size = 0;
    wanted.forEach(({ given: name, request, asIs }, index) => {
        const item = items[index];
        const responses = (Responses[name] ??= []);
        size += item === undefined ? 0 : itemSize(item);
        if (size > maxAnswerBytes) {
            (UnprocessedKeys[name] ??= { ...(input.RequestItems?.[name] as object), Keys: [] }).Keys.push(asIs);
            return;
        }
        units[name] = (units[name] ?? 0) + readUnits(item, request.ConsistentRead);
        if (item !== undefined) {
            responses.push(projection(item, request));
        }
    });
    return { Responses, UnprocessedKeys, ConsumedCapacity: consumed(input.ReturnConsumedCapacity, units) };
}

async function batchWrite(context: Context, input: BatchInput, call: Call): Promise<object> {
    const { account, storage, locks } = context;
    const requests = byTableName(input.RequestItems);
    const given = new Map(requests.map((each) => [each.table, each.given]));
    const tables = [...given.keys()];
    const parsed = requests.flatMap(({ table, value }) =>
        expectList(value).map((request) => parseBatchWrite(table, request)),
    );
    inRange("requestItems", parsed, 1, 25);
    tables.forEach((table) => call.authorize("dynamodb:BatchWriteItem", tableArn(account, table)));
    const changes = await locks.hold(
        tables.map((table) => tableLock(table, true)),
        () => {
            const writes = parsed.map((write) => {
                const record = storage.table(write.input.TableName);
                return { write, record, table: write.input.TableName, key: encodeKey(write, record) };
            });
            checkDistinct(writes);
            return locks.hold(
                writes.map(({ table, key }) => itemLock(table, key)),
                async () => {
                    const items = storage.items(writes);
                    const changes = writes.map(
                        ({ write, record, key }, index) => applyWrite(write, record, key, items[index]).change,
                    );
                    await commitChanges(context, changes);
                    return changes;
                },
            );
        },
    );
    const units: Record<string, number> = {};
    for (const { record, before, after } of changes) {
        const name = given.get(record.definition.TableName) ?? record.definition.TableName;
        units[name] = (units[name] ?? 0) + writeUnits(before, after);
    }
    return { UnprocessedItems: {}, ConsumedCapacity: consumed(input.ReturnConsumedCapacity, units) };
}

function parseBatchWrite(TableName: string, request: unknown): ItemWrite {
    const { PutRequest, DeleteRequest } = expectObject(request);
    if ((PutRequest == null) === (DeleteRequest == null)) {
        throw validationError("A request of BatchWriteItem must have either PutRequest or DeleteRequest");
    }
    return PutRequest == null
        ? parseWrite("deleteItem", { TableName, ...expectObject(DeleteRequest) })
        : parseWrite("putItem", { TableName, ...expectObject(PutRequest) });
}

function checkDistinct(items: readonly { table: string; key: string }[]): void {
    if (new Set(items.map(({ table, key }) => `${table}~${key}`)).size < items.length) {
        throw validationError("Provided list of item keys contains duplicates");
    }
}

/**
 * A batch's parts by their tables' names, where the request may have ARNs.
 * @throws AwsError `ValidationException` when two stand for one table
 */
function byTableName(requestItems: unknown): { table: string; given: string; value: unknown }[] {
    const parts = Object.entries(expectObject(requestItems)).map(([given, value]) => {
        const { TableName } = replaceTableArn({ TableName: given });
        return { table: resourceName(TableName, "requestItems"), given, value };
    });
    if (new Set(parts.map(({ table }) => table)).size < parts.length) {
        throw validationError("RequestItems must name each table once, by its name or its ARN");
    }
    return parts;
}
