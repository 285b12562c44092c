import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { consumed, readUnits, writeUnits, type CapacityMode } from "./capacity";
import { tableArn, type Context } from "./context";
import { writesOf, type ItemChange } from "./item-change";
import { projection, readKey, type Projected } from "./item-operations";
import { itemSize } from "./item-size";
import { applyWrite, keyOf, parseWrite } from "./item-write";
import { itemLock, tableLock } from "./locks";
import { byTableName, validated, validationError } from "./validated";

interface KeysAndAttributes extends Projected {
    Keys: Item[];
    ConsistentRead?: boolean;
}

interface WriteRequest {
    PutRequest?: { Item: Item };
    DeleteRequest?: { Key: Item };
}

interface BatchInput<T> {
    RequestItems: Record<string, T>;
    ReturnConsumedCapacity?: CapacityMode;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const largestAnswer = 16 * 1024 * 1024;

/** BatchGetItem, BatchWriteItem. */
export function batchOperations(context: Context): Record<string, Operation> {
    return {
        BatchGetItem: (input: BatchInput<object>, call) => batchGet(context, input, call),
        BatchWriteItem: (input: BatchInput<object>, call) => batchWrite(context, input, call),
    };
}

async function batchGet({ account, storage }: Context, input: BatchInput<object>, call: Call): Promise<object> {
    const { items: asked, given } = byTableName(input.RequestItems);
    // Validation leaves out what it has parsed; keys that are not read now go back as they came.
    const { RequestItems, ReturnConsumedCapacity } = validated<BatchInput<KeysAndAttributes>>("batchGetItem", {
        ...input,
        RequestItems: structuredClone(asked),
    });
    Object.keys(RequestItems).forEach((table) => call.authorize("dynamodb:BatchGetItem", tableArn(account, table)));
    const wanted = Object.entries(RequestItems).flatMap(([table, request]) => {
        const record = storage.table(table);
        return request.Keys.map((asIs) => ({ table, request, asIs, key: readKey(record, asIs, request) }));
    });
    const items = storage.items(wanted);

    const Responses: Record<string, Item[]> = {};
    const unread: Record<string, Item[]> = {};
    const units: Record<string, number> = {};
    let size = 0;
    wanted.forEach(({ table, request, asIs }, index) => {
        const item = items[index];
        const name = given.get(table) ?? table;
        const responses = (Responses[name] ??= []);
        size += item === undefined ? 0 : itemSize(item);
        if (size > largestAnswer) {
            (unread[table] ??= []).push(asIs);
            return;
        }
        units[name] = (units[name] ?? 0) + readUnits(item, request.ConsistentRead);
        if (item !== undefined) {
            responses.push(projection(item, request));
        }
    });
    const UnprocessedKeys: Record<string, object> = Object.fromEntries(
        Object.entries(unread).map(([table, Keys]) => [given.get(table) ?? table, { ...asked?.[table], Keys }]),
    );
    return { Responses, UnprocessedKeys, ConsumedCapacity: consumed(ReturnConsumedCapacity, units) };
}

async function batchWrite(
    { account, storage, locks }: Context,
    input: BatchInput<object>,
    call: Call,
): Promise<object> {
    const { items, given } = byTableName(input.RequestItems);
    const { RequestItems, ReturnConsumedCapacity } = validated<BatchInput<WriteRequest[]>>("batchWriteItem", {
        ...input,
        RequestItems: items,
    });
    const tables = Object.keys(RequestItems);
    tables.forEach((table) => call.authorize("dynamodb:BatchWriteItem", tableArn(account, table)));
    const parsed = Object.entries(RequestItems).flatMap(([TableName, requests]) =>
        requests.map(({ PutRequest, DeleteRequest }) =>
            PutRequest === undefined
                ? parseWrite("deleteItem", { TableName, ...DeleteRequest })
                : parseWrite("putItem", { TableName, ...PutRequest }),
        ),
    );
    const changes = await locks.hold(
        tables.map((table) => tableLock(table, true)),
        () => {
            const writes = parsed.map((write) => {
                const record = storage.table(write.input.TableName);
                return { write, record, table: write.input.TableName, key: keyOf(write, record) };
            });
            if (new Set(writes.map(({ table, key }) => `${table}~${key}`)).size < writes.length) {
                throw validationError("Provided list of item keys contains duplicates");
            }
            return locks.hold(
                writes.map(({ table, key }) => itemLock(table, key)),
                async () => {
                    const items = storage.items(writes);
                    const changes: ItemChange[] = [];
                    for (const [index, { write, record, key }] of writes.entries()) {
                        changes.push((await applyWrite(write, record, key, items[index])).change);
                    }
                    storage.write(changes.flatMap(writesOf));
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
    return { UnprocessedItems: {}, ConsumedCapacity: consumed(ReturnConsumedCapacity, units) };
}
