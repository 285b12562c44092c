import { parseTable } from "./parse-table";
import type { TableDefinition } from "./table-record";
import { enumeration } from "./parse-request";
import { validationError } from "./validation-error";

/**
 * A table's definition out of CreateTable's request.
 * @throws AwsError `ValidationException`
 */
export function tableDefinition(input: object): TableDefinition {
    const given = input as TableDefinition;
    refuseWhatIsNotHere(input);
    const checked = parseTable(input);
    return {
        ...checked,
        ...(given.SSESpecification?.Enabled && { SSESpecification: given.SSESpecification }),
        ...(given.TableClass && { TableClass: tableClasses(given.TableClass, "tableClass") }),
        DeletionProtectionEnabled: given.DeletionProtectionEnabled ?? false,
    };
}

/** Members of CreateTable's request that would have no effect here. */
const notHere = [
    "GlobalTableSettingsReplicationMode",
    "GlobalTableSourceArn",
    "LocalSecondaryIndexes",
    "OnDemandThroughput",
    "ResourcePolicy",
    "VectorIndexes",
    "WarmThroughput",
];

function refuseWhatIsNotHere(input: object): void {
    const { GlobalSecondaryIndexes: indexes } = input as Record<string, unknown>;
    const members = [input, ...(Array.isArray(indexes) ? (indexes as object[]) : [])].flatMap(Object.entries);
    const [name] = members.find(([name, value]) => notHere.includes(name) && value != null) ?? [];
    if (name !== undefined) {
        throw validationError(`The local cloud's DynamoDB does not have ${name}: leave it out`);
    }
}

const tableClasses = enumeration("STANDARD", "STANDARD_INFREQUENT_ACCESS");
