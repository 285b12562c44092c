import type { Call, Operation } from "../service";
import type { Item } from "./attribute-value";
import { consumed, readUnits, type CapacityMode } from "./capacity";
import { tableArn, type Context } from "./context";
import { checkKeyValues } from "./item-limits";
import { projection, readKey, type Projected } from "./item-operations";
import { transactWrite } from "./transact-write";
import { cancelUnlessAll, orReason, transactItems } from "./transaction";
import { parseRequest } from "./parse-request";
import { validationError } from "./validation-error";

interface GetInput extends Projected {
    TableName: string;
    Key: Item;
}

interface TransactInput {
    TransactItems: unknown;
    ReturnConsumedCapacity?: CapacityMode;
}

/** TransactWriteItems, TransactGetItems. */
export function transactionOperations(context: Context): Record<string, Operation> {
    return {
        TransactWriteItems: (input: TransactInput, call) => transactWrite(context, input, call),
        TransactGetItems: (input: TransactInput, call) => transactGet(context, input, call),
    };
}

/** Reads items as they were at one instant. */
async function transactGet({ account, storage }: Context, input: TransactInput, call: Call): Promise<object> {
    const gets = transactItems(input.TransactItems).map(({ Get }) => {
        if (Get == null) {
            throw validationError("TransactItems must contain Get");
        }
        return parseRequest<GetInput>("getItem", Get);
    });
    gets.forEach(({ TableName }) => call.authorize("dynamodb:GetItem", tableArn(account, TableName)));
    const wanted = cancelUnlessAll(
        gets.map((get) => {
            const record = storage.table(get.TableName);
            checkKeyValues(get.Key, record.definition);
            return orReason(() => ({ table: get.TableName, key: readKey(record, get.Key, get) }));
        }),
    );
    if (new Set(wanted.map(({ table, key }) => `${table}~${key}`)).size < wanted.length) {
        throw validationError("Transaction request cannot include multiple operations on one item");
    }
    const items = storage.items(wanted);
    const units: Record<string, number> = {};
    const Responses = gets.map((get, index) => {
        const item = items[index];
        units[get.TableName] = (units[get.TableName] ?? 0) + 2 * readUnits(item, true);
        return item === undefined ? {} : { Item: projection(item, get) };
    });
    return { Responses, ConsumedCapacity: consumed(input.ReturnConsumedCapacity, units) };
}
