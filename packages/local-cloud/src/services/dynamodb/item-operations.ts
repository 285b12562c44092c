import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { commitChanges } from "./commit-changes";
import { tableArn, type Context } from "./context";
import { keyText } from "./item-key";
import { applyWrite, encodeKey, parseWrite, type WriteOperation } from "./item-write";
import { checkKey, checkKeyPaths } from "./item-limits";
import { itemLock, tableLock } from "./locks";
import type { Path } from "./expressions/path";
import { project } from "./expressions/projection";
import type { TableRecord } from "./table-record";
import { parseRequest } from "./parse-request";

/** What names the attributes to read, validated. */
export interface Projected {
    projection?: Path[];
}

interface GetInput extends Projected {
    TableName: string;
    Key: Item;
}

/** PutItem, UpdateItem, DeleteItem, GetItem. */
export function itemOperations(context: Context): Record<string, Operation> {
    return {
        PutItem: (input: object, call) => write(context, "putItem", input, call),
        UpdateItem: (input: object, call) => write(context, "updateItem", input, call),
        DeleteItem: (input: object, call) => write(context, "deleteItem", input, call),
        GetItem: (input: object, call) => get(context, input, call),
    };
}

const permissions: Readonly<Record<WriteOperation, string>> = {
    putItem: "dynamodb:PutItem",
    updateItem: "dynamodb:UpdateItem",
    deleteItem: "dynamodb:DeleteItem",
};

async function write(context: Context, operation: WriteOperation, input: object, call: Call): Promise<object> {
    const { account, storage, locks } = context;
    const parsed = parseWrite(operation, input);
    const name = parsed.input.TableName;
    call.authorize(permissions[operation], tableArn(account, name));
    return locks.hold([tableLock(name, true)], () => {
        const record = storage.table(name);
        const key = encodeKey(parsed, record);
        return locks.hold([itemLock(name, key)], async () => {
            const { change, attributes } = applyWrite(parsed, record, key, storage.item(name, key));
            await commitChanges(context, [change]);
            return { Attributes: attributes };
        });
    });
}

async function get({ account, storage }: Context, input: object, call: Call): Promise<object> {
    const parsed = parseRequest<GetInput>("getItem", input);
    call.authorize("dynamodb:GetItem", tableArn(account, parsed.TableName));
    const record = storage.table(parsed.TableName);
    const item = storage.item(parsed.TableName, readKey(record, parsed.Key, parsed));
    return { Item: item && projection(item, parsed) };
}

/** The storage's key for `key`. @throws AwsError `ValidationException` when it does not suit the table */
export function readKey({ definition }: TableRecord, key: Item, { projection: paths = [] }: Projected): string {
    checkKey(key, definition);
    checkKeyPaths(paths, definition);
    return keyText(key, definition.KeySchema);
}

/** The attributes of `item` that were asked for. */
export function projection(item: Item, { projection: paths }: Projected): Item {
    return paths === undefined ? item : project(paths, item);
}
