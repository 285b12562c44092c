import type { Path } from "./projection";
import { isGlobal, type IndexDefinition, type TableDefinition } from "./table-record";
import { validationError } from "./validated";

/** What of a validated query or scan says which attributes it asks for. */
export interface Selecting {
    IndexName?: string;
    Select?: string;
    ProjectionExpression?: string;
    AttributesToGet?: string[];
    _projection?: { paths: Path[] };
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
    const { Select, IndexName, ProjectionExpression, AttributesToGet } = input;
    const named = ProjectionExpression !== undefined ? "ProjectionExpression" : AttributesToGet && "AttributesToGet";
    const selection = Select === undefined ? undefined : selections[Select];
    let wrong: string | undefined;
    if (Select === "SPECIFIC_ATTRIBUTES" && named === undefined) {
        wrong = "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";
    } else if (selection !== undefined && named !== undefined) {
        wrong = `Cannot specify the ${named} when choosing to get ${selection}`;
    } else if (Select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined) {
        wrong = "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName";
    }
    if (wrong !== undefined) {
        throw validationError(operation === "query" ? `1 validation error detected: ${wrong}` : wrong);
    }
}

/**
 * Refuses attributes that a global index does not hold: it cannot get them from the table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html, under Select
 *
 * @throws AwsError `ValidationException`
 */
export function checkProjection(input: Selecting, definition: TableDefinition, index: IndexDefinition): void {
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    if (ProjectionType === "ALL" || !isGlobal(index, definition)) {
        return;
    }
    const keys = [...index.KeySchema, ...definition.KeySchema].map(({ AttributeName }) => AttributeName);
    const held = [...keys, ...NonKeyAttributes];
    const asked =
        input._projection?.paths.map((path) => String(typeof path === "string" ? path : path[0])) ??
        input.AttributesToGet ??
        [];
    const missing = asked.filter((name) => !held.includes(name));
    if (missing.length > 0) {
        throw validationError(
            `One or more parameter values were invalid: Global secondary index ${index.IndexName} does not project ` +
                `[${missing.join(", ")}]`,
        );
    }
}
