import type { DynaliteError } from "dynalite/error";
import * as dynalite from "dynalite/validations";
import * as batchGetItem from "dynalite/validations/batchGetItem";
import * as batchWriteItem from "dynalite/validations/batchWriteItem";
import * as createTable from "dynalite/validations/createTable";
import * as deleteItem from "dynalite/validations/deleteItem";
import * as getItem from "dynalite/validations/getItem";
import * as putItem from "dynalite/validations/putItem";
import * as query from "dynalite/validations/query";
import * as scan from "dynalite/validations/scan";
import * as updateItem from "dynalite/validations/updateItem";

import { AwsError } from "../../aws-error";
import { largestItem } from "./item-size";
import { withoutPrototypes } from "./without-prototypes";

/** What dynalite says of a query with none or more than two. */
export const tooManyConditions = "Conditions can be of length 1 or 2 only";

const validations = {
    batchGetItem,
    batchWriteItem,
    createTable,
    deleteItem,
    getItem,
    putItem,
    query: { types: query.types, custom: checkQuery },
    scan: { types: { ...scan.types, ConsistentRead: "Boolean" }, custom: scan.custom },
    updateItem,
};

/** dynalite's check, but as many key conditions as an index has key attributes: `keyRange` checks them against its own. */
function checkQuery(data: { KeyConditions?: object }, store: unknown): string | undefined {
    const message = query.custom?.(data as never, store);
    const conditions = Object.keys(data.KeyConditions ?? {}).length;
    return message === tooManyConditions && conditions > 2 ? undefined : message;
}

/**
 * A request with the types, limits and expressions that DynamoDB demands, expressions parsed: `_condition`, `_updates`,
 * `_projection`, `_filter`. Members that dynalite does not know are left out. A table's ARN becomes its name.
 *
 * @throws AwsError `ValidationException` or `SerializationException`
 */
export function validated<T>(operation: keyof typeof validations, input: object): T {
    const { types, custom } = validations[operation];
    try {
        const data = withoutPrototypes(dynalite.checkTypes(withTableName(input), types));
        dynalite.checkValidations(data, types, custom, { options: { maxItemSize: largestItem } });
        return data as T;
    } catch (error) {
        throw awsError(error as DynaliteError);
    }
}

/**
 * A copy of `input` in which an ARN in `TableName` is the table's name: since 2024 either is taken.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export function withTableName<T extends object>(input: T): T {
    const { TableName } = input as { TableName?: unknown };
    const [, name] = (typeof TableName === "string" && /^arn:[^/]*:table\/([^/]+)$/.exec(TableName)) || [];
    return name === undefined ? { ...input } : { ...input, TableName: name };
}

/**
 * A batch's tables by their names, where the request may have ARNs, and what the request has for each name.
 * @throws AwsError `ValidationException` when two stand for one table
 */
export function byTableName<T>(requestItems: Readonly<Record<string, T>> | undefined): {
    items: Record<string, T> | undefined;
    given: ReadonlyMap<string, string>;
} {
    const named = Object.entries(requestItems ?? {}).map(([given, item]) => {
        const { TableName } = withTableName({ TableName: given });
        return { TableName, given, item };
    });
    const given = new Map(named.map((each) => [each.TableName, each.given]));
    if (given.size < named.length) {
        throw validationError("RequestItems must name each table once, by its name or its ARN");
    }
    const items: Record<string, T> = Object.fromEntries(named.map(({ TableName, item }) => [TableName, item]));
    return { items: requestItems && items, given };
}

/** Throws what dynalite's checks return when they refuse. */
export function demand(invalid: DynaliteError | null | undefined): void {
    if (invalid != null) {
        throw awsError(invalid);
    }
}

export function validationError(message: string): AwsError {
    return new AwsError("ValidationException", message);
}

/** dynalite's error as ours; an error of another kind as it is. */
export function awsError(error: DynaliteError): Error {
    const { body } = error;
    if (error.statusCode === undefined || body === undefined) {
        return error;
    }
    const code = body.__type.slice(body.__type.indexOf("#") + 1);
    return new AwsError(code, body.message ?? body.Message ?? error.message, error.statusCode);
}
