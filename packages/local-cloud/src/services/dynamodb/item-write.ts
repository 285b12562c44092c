import { AwsError } from "../../aws-error";
import type { Item } from "./attribute-value";
import { applyUpdate } from "./expressions/apply-update";
import type { Expressions } from "./expressions/expressions";
import { matches } from "./expressions/matches";
import { project } from "./expressions/projection";
import { updatePaths } from "./expressions/update";
import type { ItemChange } from "./item-change";
import { keyText } from "./item-key";
import { checkDocument, checkHasKey, checkIndexTypes, checkKey, checkKeyPaths, checkKeyValues } from "./item-limits";
import { itemSize, maxItemBytes } from "./item-size";
import type { TableDefinition, TableRecord } from "./table-record";
import { parseRequest } from "./parse-request";
import { validationError } from "./validation-error";

export type WriteOperation = "putItem" | "updateItem" | "deleteItem";

interface WriteInput extends Expressions {
    TableName: string;
    /** Of puts. */
    Item?: Item;
    /** Of updates and deletions. */
    Key?: Item;
    ReturnValues?: string;
    ReturnValuesOnConditionCheckFailure?: string;
}

/** A write of one item, checked as far as it can be without the item. */
export interface ItemWrite {
    operation: WriteOperation;
    input: WriteInput;
}

/** A write's outcome: the change to make, and what the answer shows once it is made. */
export interface AppliedWrite {
    change: ItemChange;
    /** The response's `Attributes`. */
    attributes: Item | undefined;
}

/** @throws AwsError `ValidationException` when `input` is not valid */
export function parseWrite(operation: WriteOperation, input: object): ItemWrite {
    const write: ItemWrite = { operation, input: parseRequest<WriteInput>(operation, input) };
    const { Item = {}, ReturnValues = "NONE" } = write.input;
    if (operation !== "updateItem" && ReturnValues !== "NONE" && ReturnValues !== "ALL_OLD") {
        throw validationError("ReturnValues can only be ALL_OLD or NONE");
    }
    checkDocument(Item);
    if (itemSize(Item) > maxItemBytes) {
        throw validationError("Item size has exceeded the maximum allowed size");
    }
    return write;
}

/** The key of the item that is written. @throws AwsError `ValidationException` when it does not suit the table */
export function encodeKey({ input: { Item, Key = {}, update = [] } }: ItemWrite, { definition }: TableRecord): string {
    if (Item === undefined) {
        checkKey(Key, definition);
        checkKeyPaths(updatePaths(update), definition);
        return keyText(Key, definition.KeySchema);
    }
    checkKeyValues(Item, definition);
    checkHasKey(Item, definition);
    checkIndexTypes(Item, definition, Object.keys(Item));
    return keyText(Item, definition.KeySchema);
}

/** @throws AwsError `ConditionalCheckFailedException`, with the item that does not meet the condition if asked for */
export function checkCondition({ input }: ItemWrite, item: Item | undefined): void {
    if (input.condition !== undefined && !matches(input.condition, item ?? {})) {
        const isShown = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && item !== undefined;
        const details = isShown ? { Item: item } : {};
        throw new AwsError("ConditionalCheckFailedException", "The conditional request failed", 400, details);
    }
}

/**
 * What `write` makes of the item that stands at `key`.
 * @throws AwsError `ConditionalCheckFailedException`, `ValidationException`
 */
export function applyWrite(write: ItemWrite, record: TableRecord, key: string, before: Item | undefined): AppliedWrite {
    checkCondition(write, before);
    const after = write.operation === "updateItem" ? updated(write.input, record.definition, before) : write.input.Item;
    return { change: { record, key, before, after }, attributes: shown(write.input, before, after) };
}

/** The item that an update makes of what stands, or of its key alone. */
function updated({ Key = {}, update = [] }: WriteInput, definition: TableDefinition, before: Item | undefined): Item {
    const names = update.map(({ path: [name] }) => name);
    const key = definition.KeySchema.find(({ AttributeName }) => names.includes(AttributeName))?.AttributeName;
    if (key !== undefined) {
        throw validationError(
            `One or more parameter values were invalid: Cannot update attribute ${key}. This attribute is part of the key`,
        );
    }
    const after = applyUpdate(update, before ?? Key);
    if (itemSize(after) > maxItemBytes) {
        throw validationError("Item size to update has exceeded the maximum allowed size");
    }
    checkKeyValues(after, definition);
    checkIndexTypes(after, definition, names);
    checkDocument(after);
    return after;
}

function shown(
    { ReturnValues, update = [] }: WriteInput,
    before: Item | undefined,
    after: Item | undefined,
): Item | undefined {
    const item =
        ReturnValues?.endsWith("_OLD") === true ? before : ReturnValues?.endsWith("_NEW") === true ? after : undefined;
    const paths = update.map(({ path }) => path);
    return item && (ReturnValues?.startsWith("ALL") === true ? item : project(paths, item));
}
