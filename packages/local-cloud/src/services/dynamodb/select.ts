import type { Path } from "./expressions/path";
import type { IndexDefinition, TableDefinition } from "./table-record";
import { validationError } from "./validation-error";

/** What of a validated query or scan says which attributes it asks for. */
export interface Selecting {
    IndexName?: string;
    Select?: string;
    ConsistentRead?: boolean;
    projection?: Path[];
}

/** What each value of `Select` gets, in AWS's words. */
const selections: Readonly<Record<string, string>> = {
    ALL_ATTRIBUTES: "ALL_ATTRIBUTES",
    ALL_PROJECTED_ATTRIBUTES: "ALL_PROJECTED_ATTRIBUTES",
    COUNT: "only the Count",
};

/**
 * Refuses a `Select` that does not go with the rest of its request, in the words that moto's suite found on AWS
 * (tests/test_dynamodb/test_dynamodb_select.py).
 *
 * @throws AwsError `ValidationException`
 */
export function checkSelect(operation: "query" | "scan", input: Selecting): void {
    const { Select, IndexName, projection } = input;
    const selection = Select === undefined ? undefined : selections[Select];
    let wrong: string | undefined;
    if (Select === "SPECIFIC_ATTRIBUTES" && projection === undefined) {
        wrong = "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";
    } else if (selection !== undefined && projection !== undefined) {
        wrong = `Cannot specify the ProjectionExpression when choosing to get ${selection}`;
    } else if (Select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined) {
        wrong = "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName";
    }
    if (wrong !== undefined) {
        throw validationError(operation === "query" ? `1 validation error detected: ${wrong}` : wrong);
    }
}

/**
 * Refuses an index that the table does not have, and of an index what it cannot do: read consistently, or get
 * from the table what it does not hold.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html, under Select
 *
 * @throws AwsError `ValidationException`
 */
export function checkIndex(input: Selecting, definition: TableDefinition, index: IndexDefinition | undefined): void {
    if (index === undefined) {
        if (input.IndexName !== undefined) {
            throw validationError(`The table does not have the specified index: ${input.IndexName}`);
        }
        return;
    }
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    if (input.ConsistentRead === true) {
        throw validationError("Consistent reads are not supported on global secondary indexes");
    } else if (ProjectionType === "ALL") {
        return;
    } else if (input.Select === "ALL_ATTRIBUTES") {
        throw validationError(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary " +
                `index ${index.IndexName} because its projection type is not ALL`,
        );
    }
    const keys = [...index.KeySchema, ...definition.KeySchema].map(({ AttributeName }) => AttributeName);
    const held = [...keys, ...NonKeyAttributes];
    const missing = (input.projection ?? []).map(([name]) => name).filter((name) => !held.includes(name));
    if (missing.length > 0) {
        throw validationError(
            `One or more parameter values were invalid: Global secondary index ${index.IndexName} does not project ` +
                `[${missing.join(", ")}]`,
        );
    }
}
