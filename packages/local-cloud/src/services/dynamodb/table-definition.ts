import { AwsError } from "../../aws-error";
import { parseTable } from "./parse-table";
import { type IndexDefinition, listIndexes, type TableDefinition } from "./table-record";
import { enumeration } from "./parse-request";
import { validationError } from "./validation-error";

/** The members of UpdateTable's request that this service takes. */
export interface TableUpdate extends Partial<TableDefinition> {
    GlobalSecondaryIndexUpdates?: {
        Create?: IndexDefinition;
        Update?: Pick<IndexDefinition, "IndexName" | "ProvisionedThroughput" | "OnDemandThroughput">;
        Delete?: { IndexName: string };
    }[];
}

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
        ...(given.OnDemandThroughput && { OnDemandThroughput: given.OnDemandThroughput }),
        DeletionProtectionEnabled: given.DeletionProtectionEnabled ?? false,
    };
}

/** Members of CreateTable's and UpdateTable's requests that would have no effect here. */
const notHere = [
    "DisassociationProtectionEnabled",
    "GlobalTableSettingsReplicationMode",
    "GlobalTableSourceArn",
    "GlobalTableWitnessUpdates",
    "MultiRegionConsistency",
    "ReplicaUpdates",
    "ResourcePolicy",
    "VectorIndexes",
    "VectorIndexUpdates",
    "WarmThroughput",
];

function refuseWhatIsNotHere(input: object): void {
    const { StreamSpecification, GlobalSecondaryIndexes: indexes } = input as Record<string, unknown>;
    const { StreamEnabled } = (StreamSpecification ?? {}) as { StreamEnabled?: unknown };
    const members = [input, ...(Array.isArray(indexes) ? (indexes as object[]) : [])].flatMap(Object.entries);
    const [unknown] = members.find(([name, value]) => notHere.includes(name) && value != null) ?? [];
    const name = StreamEnabled === true ? "StreamSpecification" : unknown;
    if (name !== undefined) {
        throw validationError(`The local cloud's DynamoDB does not have ${name}: leave it out`);
    }
}

const tableClasses = enumeration("STANDARD", "STANDARD_INFREQUENT_ACCESS");

/**
 * The definition that `update` makes of a table's.
 * @throws AwsError `ValidationException`, `LimitExceededException` or `ResourceNotFoundException`
 */
export function updatedDefinition(before: TableDefinition, update: TableUpdate): TableDefinition {
    const { GlobalSecondaryIndexUpdates, AttributeDefinitions, ...given } = update;
    const changes = Object.values({ ...given, TableName: undefined }).some((value) => value !== undefined);
    if (!changes && (GlobalSecondaryIndexUpdates ?? []).length === 0) {
        throw validationError(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or " +
                "SSESpecification or ReplicaUpdates is required",
        );
    }
    const indexes = updatedIndexes(before.GlobalSecondaryIndexes ?? [], GlobalSecondaryIndexUpdates ?? []);
    const after: TableDefinition = {
        ...before,
        ...given,
        TableName: before.TableName,
        KeySchema: before.KeySchema,
        GlobalSecondaryIndexes: indexes.length > 0 ? indexes : undefined,
    };
    after.AttributeDefinitions = attributesUsed(after, [
        ...(AttributeDefinitions ?? []),
        ...before.AttributeDefinitions,
    ]);
    return tableDefinition(after.BillingMode === "PAY_PER_REQUEST" ? onDemand(after) : after);
}

function updatedIndexes(
    before: readonly IndexDefinition[],
    updates: NonNullable<TableUpdate["GlobalSecondaryIndexUpdates"]>,
): IndexDefinition[] {
    if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) {
        throw new AwsError(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        );
    }
    const indexes = new Map(before.map((index) => [index.IndexName, index]));
    for (const { Create, Update, Delete } of updates) {
        const name = (Create ?? Update ?? Delete)?.IndexName ?? "";
        const existing = indexes.get(name);
        if (Create !== undefined) {
            if (existing !== undefined) {
                throw validationError(`Attempting to create an index which already exists: ${name}`);
            }
            indexes.set(name, Create);
        } else if (existing === undefined) {
            throw new AwsError("ResourceNotFoundException", `Requested resource not found: Index: ${name} not found`);
        } else if (Delete !== undefined) {
            indexes.delete(name);
        } else {
            indexes.set(name, { ...existing, ...Update });
        }
    }
    return [...indexes.values()];
}

/** The types of key attributes, the first given for each. Index deletions leave none behind that nothing uses. */
function attributesUsed(
    definition: TableDefinition,
    types: TableDefinition["AttributeDefinitions"],
): TableDefinition["AttributeDefinitions"] {
    const used = [definition, ...listIndexes(definition)].flatMap(({ KeySchema }) => KeySchema);
    const names = new Set(used.map(({ AttributeName }) => AttributeName));
    return [...names].flatMap((name) => types.find(({ AttributeName }) => AttributeName === name) ?? []);
}

function onDemand({ ProvisionedThroughput: _, ...definition }: TableDefinition): TableDefinition {
    return {
        ...definition,
        GlobalSecondaryIndexes: definition.GlobalSecondaryIndexes?.map(
            ({ ProvisionedThroughput: _, ...index }) => index,
        ),
    };
}
