import * as dynalite from "dynalite/db";

import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { readUnits, consumed, type CapacityMode } from "./capacity";
import { tableArn, type Context } from "./context";
import { writesOf } from "./item-change";
import { applyWrite, keyOf, parseWrite, type WriteOperation } from "./item-write";
import { checkKey } from "./item-limits";
import { itemLock, tableLock } from "./locks";
import { project, type Path } from "./projection";
import type { TableRecord } from "./table-record";
import { demand, validated } from "./validated";

/** What names the attributes to read, validated. */
export interface Projected {
    _projection?: { paths: Path[]; nestedPaths?: object };
    AttributesToGet?: string[];
}

interface GetInput extends Projected {
    TableName: string;
    Key: Item;
    ConsistentRead?: boolean;
    ReturnConsumedCapacity?: CapacityMode;
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

async function write(
    { account, storage, locks }: Context,
    operation: WriteOperation,
    input: object,
    call: Call,
): Promise<object> {
    const parsed = parseWrite(operation, input);
    const name = parsed.input.TableName;
    call.authorize(permissions[operation], tableArn(account, name));
    return locks.hold([tableLock(name, true)], () => {
        const record = storage.table(name);
        const key = keyOf(parsed, record);
        return locks.hold([itemLock(name, key)], async () => {
            const { change, response } = await applyWrite(parsed, record, key, storage.item(name, key));
            storage.write(writesOf(change));
            return response;
        });
    });
}

async function get({ account, storage }: Context, input: object, call: Call): Promise<object> {
    const parsed = validated<GetInput>("getItem", input);
    call.authorize("dynamodb:GetItem", tableArn(account, parsed.TableName));
    const record = storage.table(parsed.TableName);
    const item = storage.item(parsed.TableName, readKey(record, parsed.Key, parsed));
    const units = readUnits(item, parsed.ConsistentRead);
    return {
        Item: item && projection(item, parsed),
        ConsumedCapacity: consumed(parsed.ReturnConsumedCapacity, { [parsed.TableName]: units })?.[0],
    };
}

/** The storage's key for `key`. @throws AwsError `ValidationException` when it does not suit the table */
export function readKey({ definition }: TableRecord, key: Item, { _projection }: Projected): string {
    checkKey(key, definition);
    demand(dynalite.validateKeyPaths(_projection?.nestedPaths, definition));
    return dynalite.createKey(key, definition);
}

/** The attributes of `item` that were asked for. */
export function projection(item: Item, { _projection, AttributesToGet }: Projected): Item {
    const paths = _projection?.paths ?? AttributesToGet;
    return paths === undefined ? item : project(paths, item);
}
