import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { setTimeout as wait } from "node:timers/promises";
import type Stripe from "stripe";

import { createRecorder } from "../handlers/record";
import { createRecordTables } from "../handlers/record-tables";
import { createTelemetry } from "../handlers/telemetry";
import type { Grant } from "./function";
import type { Subscriber } from "./subscription";

export interface BillingStoreArgs {
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Whether the tables refuse to be deleted. */
    protect: boolean;
}

/** The state table's index over a customer's objects, by kind. */
const customerIndex = "byCustomer";
/** The state table's index over the objects of a kind and status. */
const statusIndex = "byStatus";

/**
 * The billing state: a table with one item for each Stripe object, and the ledger, a table with one item for each
 * event and what came of it.
 */
export class BillingStore extends pulumi.ComponentResource {
    readonly stateTable: aws.dynamodb.Table;
    readonly ledgerTable: aws.dynamodb.Table;

    private readonly ledgerDays: number;

    constructor(name: string, args: BillingStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:BillingStore", name, {}, opts);
        this.ledgerDays = args.ledgerDays;
        this.stateTable = this.createStateTable(name, args.protect);
        this.ledgerTable = this.createLedgerTable(name, args.protect);
        this.registerOutputs({ stateTableName: this.stateTable.name, ledgerTableName: this.ledgerTable.name });
    }

    /** The subscriber that keeps the state; to be given every event, so that the ledger is complete. */
    recorder(): Subscriber<Stripe.Event> {
        return {
            factory: () =>
                createRecorder({
                    tables: createRecordTables({
                        documents: DynamoDBDocumentClient.from(new DynamoDBClient({})),
                        stateTable: process.env.STATE_TABLE as string,
                        ledgerTable: process.env.LEDGER_TABLE as string,
                    }),
                    ledgerDays: Number(process.env.LEDGER_DAYS),
                    now: () => Date.now(),
                    wait: (milliseconds) => wait(milliseconds),
                    random: () => Math.random(),
                    telemetry: createTelemetry("recorder"),
                }),
            environment: {
                STATE_TABLE: this.stateTable.name,
                LEDGER_TABLE: this.ledgerTable.name,
                LEDGER_DAYS: String(this.ledgerDays),
            },
            grants: [this.grantRecord()],
        };
    }

    /** Permission to read the state, by object, by customer, and by kind and status. */
    grantRead(): Grant[] {
        const { arn } = this.stateTable;
        return [
            { actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem"], resources: [arn] },
            {
                actions: ["dynamodb:Query"],
                resources: [
                    arn,
                    ...[customerIndex, statusIndex].map((index) => pulumi.interpolate`${arn}/index/${index}`),
                ],
            },
        ];
    }

    private grantRecord(): Grant {
        return {
            actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
            resources: [this.stateTable.arn, this.ledgerTable.arn],
        };
    }

    private createStateTable(name: string, protect: boolean): aws.dynamodb.Table {
        return new aws.dynamodb.Table(
            `${name}-state`,
            {
                ...durable(protect),
                hashKey: "objectKey",
                attributes: ["objectKey", "customerKey", "kindKey", "statusKey", "objectId"].map((attribute) => ({
                    name: attribute,
                    type: "S",
                })),
                globalSecondaryIndexes: [
                    { name: customerIndex, hashKey: "customerKey", rangeKey: "kindKey", projectionType: "ALL" },
                    { name: statusIndex, hashKey: "statusKey", rangeKey: "objectId", projectionType: "ALL" },
                ],
            },
            { parent: this, protect },
        );
    }

    private createLedgerTable(name: string, protect: boolean): aws.dynamodb.Table {
        return new aws.dynamodb.Table(
            `${name}-ledger`,
            {
                ...durable(protect),
                hashKey: "eventId",
                attributes: [{ name: "eventId", type: "S" }],
                ttl: { attributeName: "expiresAt", enabled: true },
            },
            { parent: this, protect },
        );
    }
}

function durable(protect: boolean) {
    return {
        billingMode: "PAY_PER_REQUEST",
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: protect,
    };
}
