import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { commitChanges } from "./commit-changes";
import { tableArn, type Context } from "./context";
import { expectList, expectObject } from "./parse-item";
import { projection, readKey, type Projected } from "./item-operations";
import { itemSize } from "./item-size";
import { applyWrite, encodeKey, type ItemWrite, parseWrite } from "./item-write";
import { itemLock, tableLock } from "./locks";
import { inRange, parseRequest, refuseAbsent, resourceName } from "./parse-request";
import { validationError } from "./validation-error";

interface KeysAndAttributes extends Projected {
    Keys: Item[];
}

interface BatchInput {
    /** By the tables' names. */
    RequestItems?: Record<string, unknown>;
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
    const requests = byTableName(input).map(({ table, value }) => ({
        table,
        request: parseRequest<KeysAndAttributes>("batchGetItem", expectObject(value)),
    }));
    inRange(
        "requestItems",
        requests.flatMap(({ request }) => request.Keys),
        1,
        100,
    );
    requests.forEach(({ table }) => call.authorize("dynamodb:BatchGetItem", tableArn(account, table)));
    const wanted = requests.flatMap(({ table, request }) => {
        const record = storage.table(table);
        return request.Keys.map((asIs) => ({ table, request, asIs, key: readKey(record, asIs, request) }));
    });
    checkDistinct(wanted);
    const items = storage.items(wanted);

    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    let size = 0;
    wanted.forEach(({ table: name, request, asIs }, index) => {
        const item = items[index];
        const responses = (Responses[name] ??= []);
        size += item === undefined ? 0 : itemSize(item);
        if (size > maxAnswerBytes) {
            (UnprocessedKeys[name] ??= { ...(input.RequestItems?.[name] as object), Keys: [] }).Keys.push(asIs);
            return;
        }
        if (item !== undefined) {
            responses.push(projection(item, request));
        }
    });
    return { Responses, UnprocessedKeys };
}

async function batchWrite(context: Context, input: BatchInput, call: Call): Promise<object> {
    const { account, storage, locks } = context;
    const requests = byTableName(input);
    const tables = requests.map(({ table }) => table);
    const parsed = requests.flatMap(({ table, value }) =>
        expectList(value).map((request) => parseBatchWrite(table, request)),
    );
    inRange("requestItems", parsed, 1, 25);
    tables.forEach((table) => call.authorize("dynamodb:BatchWriteItem", tableArn(account, table)));
    await locks.hold(
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
                },
            );
        },
    );
    return { UnprocessedItems: {} };
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

/** A batch's parts by their tables. @throws AwsError `ValidationException` */
function byTableName({ RequestItems, ...others }: BatchInput): { table: string; value: unknown }[] {
    refuseAbsent(others);
    return Object.entries(expectObject(RequestItems)).map(([name, value]) => {
        return { table: resourceName(name, "requestItems"), value };
    });
}
