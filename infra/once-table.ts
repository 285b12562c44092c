import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { durableTable } from "./durable-table";
import type { Grant } from "./function";

export interface OnceTableArgs {
    /** How long an event is remembered, in days. */
    days: number;
    /** Whether the table refuses to be deleted. */
    protect: boolean;
    /** Encrypts the table, in place of DynamoDB's own key. */
    kmsKeyArn?: string | undefined;
}

/** What subscribers remember of what they have done: a table in the form of Powertools' idempotency. */
export class OnceTable extends pulumi.ComponentResource {
    readonly table: aws.dynamodb.Table;
    readonly days: number;
    /** Permission to claim, mark and give back. */
    readonly grant: Grant;

    constructor(name: string, { days, protect, kmsKeyArn }: OnceTableArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:OnceTable", name, {}, opts);
        this.table = new aws.dynamodb.Table(
            name,
            {
                ...durableTable({ protect, kmsKeyArn }),
                hashKey: "id",
                attributes: [{ name: "id", type: "S" }],
                ttl: { attributeName: "expiration", enabled: true },
            },
            { parent: this, protect },
        );
        this.days = days;
        this.grant = {
            actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
            resources: [this.table.arn],
        };
        this.registerOutputs({ name: this.table.name });
    }
}
