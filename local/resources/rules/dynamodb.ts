import type {
    DescribeContinuousBackupsOutput,
    DescribeTableOutput,
    DescribeTimeToLiveOutput,
    TableDescription,
} from "@aws-sdk/client-dynamodb";

import type { Properties, Refusal, ResourceRules } from "../resource-type";
import { found } from "./found";
import { nameOf, oneOf, refuse } from "./refuse";

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html; what replaces a table, and
 * defaults: `ForceNew` and `Default` in the provider's schema, terraform-provider-aws `internal/service/dynamodb/table.go`.
 */
export const tableRules: ResourceRules = {
    replaces: ["name", "hashKey", "rangeKey", "localSecondaryIndexes", "importTable", "restoreSourceName"],
    defaults: { billingMode: "PROVISIONED", tableClass: "STANDARD", "ttl.enabled": false },
    sets: ["attributes", "globalSecondaryIndexes", "localSecondaryIndexes"],
    unique: true,
    async check(inputs, context) {
        const refusals = await refuse({
            name: nameOf(3, 255, /^[a-zA-Z0-9_.-]+$/, "letters, digits, full stops, hyphens and underscores"),
            billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
            tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
        })(inputs, context);
        return [...refusals, ...attributesOfKeys(inputs)];
    },
    async read({ inputs, outputs }, cloud) {
        const input = { TableName: inputs.name };
        const table = await found(() => cloud.call<DescribeTableOutput>(cloud.dynamodb, "DescribeTable", input));
        if (table?.Table === undefined) {
            return undefined;
        }
        const expiry = await cloud.call<DescribeTimeToLiveOutput>(cloud.dynamodb, "DescribeTimeToLive", input);
        const backups = await cloud.call<DescribeContinuousBackupsOutput>(
            cloud.dynamodb,
            "DescribeContinuousBackups",
            input,
        );
        const enabled = expiry.TimeToLiveDescription?.TimeToLiveStatus === "ENABLED";
        const { PointInTimeRecoveryDescription: recovery } = backups.ContinuousBackupsDescription ?? {};
        const recovers = recovery?.PointInTimeRecoveryStatus === "ENABLED";
        const billingMode = table.Table.BillingModeSummary?.BillingMode ?? "PROVISIONED";
        const { ttl = {}, pointInTimeRecovery = {} } = inputs as Record<string, Properties | undefined>;
        return {
            ...(outputs.billingMode === billingMode ? {} : { billingMode }),
            ...(enabled === (ttl.enabled === true) ? {} : { ttl: { ...ttl, enabled } }),
            ...(recovers === (pointInTimeRecovery.enabled === true)
                ? {}
                : { pointInTimeRecovery: { ...pointInTimeRecovery, enabled: recovers } }),
            ...(table.Table.DeletionProtectionEnabled === (inputs.deletionProtectionEnabled === true)
                ? {}
                : { deletionProtectionEnabled: table.Table.DeletionProtectionEnabled }),
            ...indexDrift(inputs, table.Table),
        };
    },
};

/** Indexes that were removed behind the program's back. */
function indexDrift(inputs: Properties, table: TableDescription): Properties {
    const declared = (inputs.globalSecondaryIndexes ?? []) as Properties[];
    const live = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
    const standing = declared.filter(({ name }) => live.includes(name as string));
    return standing.length === declared.length ? {} : { globalSecondaryIndexes: standing };
}

/** Keys and declared attributes are the same: "one or more parameter values were invalid" otherwise. */
function attributesOfKeys(inputs: Properties): Refusal[] {
    const { attributes, globalSecondaryIndexes = [], localSecondaryIndexes = [], hashKey, rangeKey } = inputs;
    if (attributes === undefined || hashKey === undefined) {
        return [];
    }
    const indexes = [...(globalSecondaryIndexes as Properties[]), ...(localSecondaryIndexes as Properties[])];
    const keys = [
        hashKey,
        rangeKey,
        ...indexes.flatMap((index): unknown[] => [
            index.hashKey,
            index.rangeKey,
            ...((index.keySchemas ?? []) as Properties[]).map((key): unknown => key.attributeName),
        ]),
    ].filter((key): key is string => typeof key === "string");
    const declared = (attributes as Properties[]).map(({ name }) => name as string);
    const missing = keys.filter((key) => !declared.includes(key));
    const unused = declared.filter((name) => !keys.includes(name));
    return [
        ...missing.map((key): Refusal => ({ property: "attributes", reason: `the key "${key}" is not among them` })),
        ...unused.map((name): Refusal => ({ property: "attributes", reason: `"${name}" is not the key of anything` })),
    ];
}
