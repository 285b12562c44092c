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
    canonical: {
        globalSecondaryIndexes: (indexes) =>
            (indexes as Properties[]).map(({ hashKey, rangeKey, ...index }) => ({
                ...index,
                keySchemas: keysOf({ ...index, hashKey, rangeKey }),
            })),
    },
    unique: true,
    async check(inputs, context) {
        const refusals = await refuse({
            name: nameOf(3, 255, /^[a-zA-Z0-9_.-]+$/, "letters, digits, full stops, hyphens and underscores"),
            billingMode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
            tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
        })(inputs, context);
        return [...refusals, ...indexKeys(inputs), ...attributesOfKeys(inputs)];
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

/** One attribute of a key. */
interface KeyAttribute {
    attributeName: string;
    keyType: string;
}

/** The key of a table or an index: by `keySchemas`, or by `hashKey` and `rangeKey`, which they take the place of. */
export function keysOf({ keySchemas, hashKey, rangeKey }: Properties): KeyAttribute[] {
    if (Array.isArray(keySchemas) && keySchemas.length > 0) {
        return keySchemas as KeyAttribute[];
    }
    const hash = { attributeName: hashKey as string, keyType: "HASH" };
    return rangeKey === undefined ? [hash] : [hash, { attributeName: rangeKey as string, keyType: "RANGE" }];
}

/** An index's key may have several attributes of each kind: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const maxOfKind = 4;

/** One index's key, as AWS and the provider take it. */
function keyRefusal({ name, keySchemas, hashKey, rangeKey }: Properties): string | undefined {
    const keys = (keySchemas ?? []) as KeyAttribute[];
    const kinds = keys.map(({ keyType }) => keyType);
    const of = (kind: string) => kinds.filter((one) => one === kind).length;
    if (keys.length === 0) {
        return hashKey === undefined ? `the index "${name}" has neither keySchemas nor a hashKey` : undefined;
    }
    if (hashKey !== undefined || rangeKey !== undefined) {
        return `the index "${name}" has keySchemas, and so must not have a hashKey or a rangeKey`;
    }
    if (of("HASH") + of("RANGE") !== kinds.length) {
        return `the index "${name}" has a keyType that is neither HASH nor RANGE`;
    }
    if (of("HASH") < 1 || of("HASH") > maxOfKind || of("RANGE") > maxOfKind) {
        return `the index "${name}" has ${of("HASH")} HASH and ${of("RANGE")} RANGE keys: it may have 1 to 4 and 0 to 4`;
    }
    return kinds.lastIndexOf("HASH") > kinds.indexOf("RANGE") && of("RANGE") > 0
        ? `the index "${name}" has a HASH key after a RANGE key`
        : undefined;
}

function indexKeys({ globalSecondaryIndexes = [] }: Properties): Refusal[] {
    return (globalSecondaryIndexes as Properties[]).flatMap((index) => {
        const reason = keyRefusal(index);
        return reason === undefined ? [] : [{ property: "globalSecondaryIndexes", reason }];
    });
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
        ...indexes.flatMap((index) => keysOf(index).map(({ attributeName }) => attributeName)),
    ].filter((key): key is string => typeof key === "string");
    const declared = (attributes as Properties[]).map(({ name }) => name as string);
    const missing = keys.filter((key) => !declared.includes(key));
    const unused = declared.filter((name) => !keys.includes(name));
    return [
        ...missing.map((key): Refusal => ({ property: "attributes", reason: `the key "${key}" is not among them` })),
        ...unused.map((name): Refusal => ({ property: "attributes", reason: `"${name}" is not the key of anything` })),
    ];
}
