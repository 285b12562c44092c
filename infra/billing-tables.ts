import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { stateIndexKeys } from "../handlers/queries/indexes";
import { durableTable } from "./durable-table";

export interface BillingTableArgs {
    /** Whether the table refuses to be deleted. */
    protect: boolean;
    /** Encrypts the table, in place of DynamoDB's own key. */
    kmsKeyArn?: string | undefined;
    parent: pulumi.Resource;
}

/**
 * Makes the table with one item for each Stripe object.
 *
 * @param hasStream whether anyone reads its changes. To turn a stream on or off updates a table in place.
 */
export function createStateTable(
    name: string,
    hasStream: pulumi.Output<boolean>,
    { protect, kmsKeyArn, parent }: BillingTableArgs,
): aws.dynamodb.Table {
    return new aws.dynamodb.Table(
        name,
        {
            ...durableTable({ protect, kmsKeyArn }),
            hashKey: "objectKey",
            attributes: ["objectKey", ...Object.values(stateIndexKeys)].map((name) => ({ name, type: "S" })),
            globalSecondaryIndexes: Object.entries(stateIndexKeys).map(([name, key]) => index(name, key)),
            streamEnabled: hasStream.apply((isOn) => isOn || undefined) as pulumi.Output<boolean>,
            streamViewType: hasStream.apply((isOn) =>
                isOn ? "NEW_AND_OLD_IMAGES" : undefined,
            ) as pulumi.Output<string>,
        },
        { parent, protect },
    );
}

/** Makes the table with one item for each event and what came of it. */
export function createLedgerTable(name: string, { protect, kmsKeyArn, parent }: BillingTableArgs): aws.dynamodb.Table {
    return new aws.dynamodb.Table(
        name,
        {
            ...durableTable({ protect, kmsKeyArn }),
            hashKey: "eventId",
            attributes: [{ name: "eventId", type: "S" }],
            ttl: { attributeName: "expiresAt", enabled: true },
        },
        { parent, protect },
    );
}

/** An index of keys alone: a write that changes none of them costs nothing there. */
function index(name: string, key: string) {
    const keySchemas = [
        { attributeName: key, keyType: "HASH" },
        { attributeName: "objectKey", keyType: "RANGE" },
    ];
    return { name, keySchemas, projectionType: "KEYS_ONLY" };
}
