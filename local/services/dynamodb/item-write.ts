import deleteItem from "dynalite/actions/deleteItem";
import putItem from "dynalite/actions/putItem";
import updateItem from "dynalite/actions/updateItem";
import * as dynalite from "dynalite/db";
import { validateAttributeValue } from "dynalite/validations";

import { AwsError } from "../../aws-error";
import type { Item } from "./attribute-value";
import { meetsCondition, type Conditional } from "./condition";
import type { ItemChange } from "./item-change";
import { itemSize, largestItem } from "./item-size";
import { checkDocument, checkKey, checkKeyValues } from "./item-limits";
import { project, type Path } from "./projection";
import type { TableDefinition, TableRecord } from "./table-record";
import { awsError, demand, validated, validationError } from "./validated";
import { withoutPrototypes } from "./without-prototypes";

const actions = { putItem, updateItem, deleteItem };

export type WriteOperation = keyof typeof actions;

interface WriteInput extends Conditional {
    TableName: string;
    /** Of puts. */
    Item?: Item;
    /** Of updates and deletions. */
    Key?: Item;
    _updates?: { sections: UpdateSection[]; paths: Path[] };
    AttributeUpdates?: object;
    ReturnValues?: string;
}

interface UpdateSection {
    type: "set" | "remove" | "add" | "delete";
    path: (string | number)[];
}

/** A write of one item, checked as far as it can be without the item. */
export interface ItemWrite {
    operation: WriteOperation;
    input: WriteInput;
    /** Whether a failed condition shows the item: `ReturnValuesOnConditionCheckFailure`. */
    showItem: boolean;
}

/** A write's outcome: the change to make, and the answer once it is made. */
export interface AppliedWrite {
    change: ItemChange;
    response: Record<string, unknown>;
}

/** @throws AwsError `ValidationException` when `input` is not valid */
export function parseWrite(operation: WriteOperation, input: object): ItemWrite {
    const { ReturnValuesOnConditionCheckFailure: show } = input as { ReturnValuesOnConditionCheckFailure?: unknown };
    if (show !== undefined && show !== "ALL_OLD" && show !== "NONE") {
        throw validationError(
            `1 validation error detected: Value '${JSON.stringify(show)}' at 'returnValuesOnConditionCheckFailure' failed to ` +
                "satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
        );
    }
    const write: ItemWrite = {
        operation,
        input: validated<WriteInput>(operation, input),
        showItem: show === "ALL_OLD",
    };
    write.input._updates?.sections.sort(inOrderOfEffect);
    checkDocument(write.input.Item ?? {});
    if (itemSize(write.input.Item ?? {}) > largestItem) {
        throw validationError("Item size has exceeded the maximum allowed size");
    }
    return write;
}

/** The key of the item that is written. @throws AwsError `ValidationException` when it does not suit the table */
export function keyOf({ input: { Item, Key } }: ItemWrite, { definition }: TableRecord): string {
    if (Item === undefined) {
        checkKey(Key ?? {}, definition);
        return dynalite.createKey(Key ?? {}, definition);
    }
    checkKeyValues(Item, definition);
    demand(dynalite.validateItem(Item, definition));
    return dynalite.createKey(Item, definition);
}

/** @throws AwsError `ConditionalCheckFailedException`, with the item that does not meet the condition if asked for */
export function checkCondition({ input, showItem }: ItemWrite, item: Item | undefined): void {
    if (!meetsCondition(input, item)) {
        const details = showItem && item !== undefined ? { Item: item } : {};
        throw new AwsError("ConditionalCheckFailedException", "The conditional request failed", 400, details);
    }
}

/**
 * What `write` makes of the item that stands at `key`.
 * @throws AwsError `ConditionalCheckFailedException`, `ValidationException`
 */
export async function applyWrite(
    write: ItemWrite,
    record: TableRecord,
    key: string,
    before: Item | undefined,
): Promise<AppliedWrite> {
    checkCondition(write, before);
    const change: ItemChange = { record, key, before, after: before };
    // dynalite's action works on a store of this one item; its condition is met.
    const { ReturnValues, _updates, AttributeUpdates } = write.input;
    const ofUpdated = ReturnValues === "UPDATED_OLD" ? "before" : ReturnValues === "UPDATED_NEW" ? "after" : undefined;
    const input = {
        ...write.input,
        _condition: undefined,
        Expected: undefined,
        ReturnValues: ofUpdated === undefined ? ReturnValues : "NONE",
    };
    const response = await new Promise<Record<string, unknown>>((resolve, reject) => {
        actions[write.operation](storeOf(change), input, (error, result = {}) =>
            error ? reject(awsError(error)) : resolve(result),
        );
    });
    checkUpdated(write, change);
    checkAfter(change);
    const shown = ofUpdated && change[ofUpdated];
    if (shown !== undefined) {
        response.Attributes = project(_updates?.paths ?? Object.keys(AttributeUpdates ?? {}), shown);
    }
    return { change, response };
}

/**
 * What an update adds or takes away may leave a number with more than 38 digits, or too large.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
function checkUpdated({ input: { _updates, AttributeUpdates } }: ItemWrite, { after }: ItemChange): void {
    const names = _updates?.sections.map(({ path }) => String(path[0])) ?? Object.keys(AttributeUpdates ?? {});
    for (const name of names) {
        const value = after?.[name];
        const invalid = value && validateAttributeValue(value);
        if (invalid !== undefined) {
            throw validationError(invalid);
        }
    }
}

/** Updates change the size and index keys, which only the new item shows. */
function checkAfter({ record: { definition }, after }: ItemChange): void {
    if (after === undefined) {
        return;
    }
    if (itemSize(after) > largestItem) {
        throw validationError("Item size to update has exceeded the maximum allowed size");
    }
    checkKeyValues(after, definition);
    checkDocument(after);
}

/** A store for dynalite's action that holds one item, and takes the write into `change`. */
function storeOf(change: ItemChange): unknown {
    type Done = (error: null, value?: unknown) => void;
    const pass = (callback: unknown) => callback;
    const ignore = {
        put: (_key: string, _item: Item, done: Done) => done(null),
        del: (_: string, done: Done) => done(null),
    };
    const { definition } = change.record;
    return {
        options: { maxItemSize: largestItem },
        getTable: (_name: string, done: (error: null, table: TableDefinition) => void) => done(null, definition),
        getIndexDb: () => ignore,
        getItemDb: () => ({
            lock: (_key: string, run: (release: typeof pass) => void) => run(pass),
            get: (_key: string, done: Done) => done(null, withoutPrototypes(change.before)),
            put(_key: string, item: Item, done: Done) {
                change.after = item;
                done(null);
            },
            del(_key: string, done: Done) {
                change.after = undefined;
                done(null);
            },
        }),
    };
}

/**
 * Paths in an update name places of the item as it was. dynalite goes through the clauses one by one, so removals come
 * last, and of a list's members the last first: no removal moves what a later one names.
 */
function inOrderOfEffect(one: UpdateSection, other: UpdateSection): number {
    if (one.type !== "remove" || other.type !== "remove") {
        return Number(one.type === "remove") - Number(other.type === "remove");
    }
    for (let depth = 0; depth < Math.min(one.path.length, other.path.length); depth++) {
        const [mine, theirs] = [one.path[depth], other.path[depth]];
        if (typeof mine === "number" && typeof theirs === "number" && mine !== theirs) {
            return theirs - mine;
        } else if (mine !== theirs) {
            return String(mine) < String(theirs) ? -1 : 1;
        }
    }
    return other.path.length - one.path.length;
}
