import { expectFlag, expectList, expectObject, expectText, parseItem, refuseType } from "./parse-item";
import { type Expressions, parseExpressions } from "./expressions/expressions";
import { validationError } from "./validation-error";

/** What checks the members of requests, and gives their values. They mean the same in every operation. */
const members = {
    ConsistentRead: expectFlag,
    ConditionExpression: expectText,
    ExclusiveStartKey: parseItem,
    ExpressionAttributeNames: (value) => {
        Object.values(expectObject(value)).forEach(expectText);
        return value;
    },
    ExpressionAttributeValues: parseItem,
    FilterExpression: expectText,
    IndexName: resourceName,
    Item: parseItem,
    Key: parseItem,
    KeyConditionExpression: expectText,
    Keys: (value, name) => inRange(name, expectList(value), 1, 100).map(parseItem),
    Limit: atLeastOne,
    ProjectionExpression: expectText,
    ReturnValues: enumeration("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"),
    ReturnValuesOnConditionCheckFailure: enumeration("ALL_OLD", "NONE"),
    ScanIndexForward: expectFlag,
    Select: count,
    TableName: resourceName,
    UpdateExpression: expectText,
} satisfies Record<string, (value: unknown, at: string) => unknown>;

type Member = keyof typeof members;

const shared: Member[] = ["ExpressionAttributeNames", "ExpressionAttributeValues"];
const reading: Member[] = [...shared, "ConsistentRead", "ProjectionExpression"];
const paging: Member[] = [...reading, "ExclusiveStartKey", "FilterExpression", "IndexName", "Limit", "Select"];
const writing: Member[] = [...shared, "ConditionExpression", "ReturnValues", "ReturnValuesOnConditionCheckFailure"];

/** The members that each request must have, and those that it may. */
const requests = {
    batchGetItem: { required: ["Keys"], optional: reading },
    deleteItem: { required: ["TableName", "Key"], optional: writing },
    getItem: { required: ["TableName", "Key"], optional: reading },
    putItem: { required: ["TableName", "Item"], optional: writing },
    query: { required: ["TableName", "KeyConditionExpression"], optional: [...paging, "ScanIndexForward"] },
    scan: { required: ["TableName"], optional: paging },
    updateItem: { required: ["TableName", "Key"], optional: [...writing, "UpdateExpression"] },
} satisfies Record<string, { required: Member[]; optional: Member[] }>;

/**
 * Members that are refused, and what to use instead: those that expressions have replaced, parallel scans, and what
 * tells of a cost that is none here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */
const absent: Readonly<Record<string, string>> = {
    AttributesToGet: "ProjectionExpression",
    AttributeUpdates: "UpdateExpression",
    ConditionalOperator: "AND and OR in expressions",
    Expected: "ConditionExpression",
    KeyConditions: "KeyConditionExpression",
    QueryFilter: "FilterExpression",
    ReturnConsumedCapacity: "NONE",
    ReturnItemCollectionMetrics: "NONE",
    ScanFilter: "FilterExpression",
    Segment: "Limit and ExclusiveStartKey",
    TotalSegments: "Limit and ExclusiveStartKey",
};

/**
 * A request with the types and limits that DynamoDB demands, and its expressions. Members that the request does not have
 * are left out, as AWS does.
 *
 * @throws AwsError `ValidationException` or `SerializationException`
 */
export function parseRequest<T>(operation: keyof typeof requests, input: object): T & Expressions {
    const given = expectObject(input);
    refuseAbsent(given);
    const { required, optional }: { required: Member[]; optional: Member[] } = requests[operation];
    const missing = required.find((name) => given[name] == null);
    if (missing !== undefined) {
        throw constraintError(lowerFirst(missing), null, "Member must not be null");
    }
    const checked = Object.fromEntries(
        [...required, ...optional]
            .filter((name) => given[name] != null)
            .map((name) => [name, members[name](given[name], lowerFirst(name))]),
    );
    return { ...(checked as T), ...parseExpressions(checked) };
}

/** @throws AwsError `ValidationException` naming a member of `given` that the local cloud does not have */
export function refuseAbsent(given: Readonly<Record<string, unknown>>): void {
    const refused = Object.keys(absent).find((name) => given[name] != null && given[name] !== absent[name]);
    if (refused !== undefined) {
        throw validationError(`The local cloud's DynamoDB does not have ${refused}: use ${absent[refused]}`);
    }
}

/** @throws AwsError `ValidationException` or `SerializationException` unless `value` is a table's or an index's name */
export function resourceName(value: unknown, at: string): string {
    const name = inRange(at, expectText(value), 3, 255);
    if (!/^[a-zA-Z0-9_.-]+$/.test(name)) {
        throw constraintError(at, name, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    return name;
}

/** `value`, if its length is from `min` to `max`. @throws AwsError `ValidationException` */
export function inRange<T extends string | unknown[]>(at: string, value: T, min: number, max: number): T {
    if (value.length < min) {
        throw constraintError(at, value, `Member must have length greater than or equal to ${min}`);
    } else if (value.length > max) {
        throw constraintError(at, value, `Member must have length less than or equal to ${max}`);
    }
    return value;
}

/** What takes one of `values` alone, and throws `ValidationException` for others. */
function enumeration<T extends string>(...values: readonly T[]): (value: unknown, at: string) => T {
    return (value, at) => {
        if (!(values as readonly unknown[]).includes(value)) {
            throw constraintError(at, expectText(value), `Member must satisfy enum value set: [${values.join(", ")}]`);
        }
        return value as T;
    };
}

/** `Select` counts, or is left out: what a page shows says ProjectionExpression. */
function count(value: unknown): string {
    if (value !== "COUNT") {
        throw validationError("The local cloud's DynamoDB has no Select but COUNT: use ProjectionExpression");
    }
    return value;
}

function atLeastOne(value: unknown, at: string): number {
    if (typeof value !== "number") {
        return refuseType("a number", value);
    } else if (value < 1) {
        throw constraintError(at, value, "Member must have value greater than or equal to 1");
    }
    return Math.floor(value);
}

function constraintError(at: string, value: string | number | object | null, rule: string): Error {
    const shown = value === null ? " null" : typeof value === "object" ? "" : ` '${value}'`;
    return validationError(
        `1 validation error detected: Value${shown} at '${at}' failed to satisfy constraint: ${rule}`,
    );
}

function lowerFirst(name: string): string {
    return name.charAt(0).toLowerCase() + name.slice(1);
}
