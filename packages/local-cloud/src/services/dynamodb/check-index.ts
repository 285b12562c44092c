import type { Path } from "./expressions/path";
import type { IndexDefinition, TableDefinition } from "./table-record";
import { validationError } from "./validation-error";

/** What of a validated query or scan says what it reads. */
export interface Selecting {
    IndexName?: string;
    ConsistentRead?: boolean;
    projection?: Path[];
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
