import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type Stripe from "stripe";

import type { Grant } from "./function";
import { askingRecorderFactory, recorderFactory } from "./recorder";
import { secretWithValue } from "./secret";
import { recorderService } from "./service-names";
import type { Subscriber } from "./subscription";

export interface BillingStoreArgs {
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** Whether the tables refuse to be deleted. */
    protect: boolean;
    /** A Stripe API key that may read; with it, what events leave open is settled by asking Stripe. */
    stripeApiKey?: pulumi.Output<string>;
}

/** The state table's index over a customer's objects, by kind. */
const customerIndex = "byCustomer";
/** The state table's index over the objects of a kind and status. */
const statusIndex = "byStatus";
/** The names of all of the state table's indexes. */
export const stateIndexes: readonly string[] = [customerIndex, statusIndex];

/**
 * The billing state: a table with one item for each Stripe object, and the ledger, a table with one item for each
 * event and what came of it.
 */
export class BillingStore extends pulumi.ComponentResource {
    readonly stateTable: aws.dynamodb.Table;
    readonly ledgerTable: aws.dynamodb.Table;

    private readonly apiKey: aws.secretsmanager.Secret | undefined;

    constructor(
        name: string,
        private readonly args: BillingStoreArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("stripe-eventbridge:index:BillingStore", name, {}, opts);
        this.stateTable = this.createStateTable(name, args.protect);
        this.ledgerTable = this.createLedgerTable(name, args.protect);
        this.apiKey = args.stripeApiKey && this.createApiKey(name, args.stripeApiKey);
        this.registerOutputs({ stateTableName: this.stateTable.name, ledgerTableName: this.ledgerTable.name });
    }

    /** The subscriber that keeps the state; to be given every event, so that the ledger is complete. */
    recorder(): Subscriber<Stripe.Event> {
        const { apiKey } = this;
        return {
            factory: apiKey ? askingRecorderFactory : recorderFactory,
            service: recorderService,
            environment: {
                STATE_TABLE: this.stateTable.name,
                LEDGER_TABLE: this.ledgerTable.name,
                LEDGER_DAYS: String(this.args.ledgerDays),
                ...(apiKey && { STRIPE_API_KEY_SECRET_ARN: apiKey.arn }),
            },
            grants: [
                this.grantRecord(),
                ...(apiKey ? [{ actions: ["secretsmanager:GetSecretValue"], resources: [apiKey.arn] }] : []),
            ],
        };
    }

    /** Permission to read the state, by object, by customer, and by kind and status. */
    grantRead(): Grant[] {
        const { arn } = this.stateTable;
        return [
            { actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem"], resources: [arn] },
            {
                actions: ["dynamodb:Query"],
                resources: [arn, ...stateIndexes.map((index) => pulumi.interpolate`${arn}/index/${index}`)],
            },
        ];
    }

    private grantRecord(): Grant {
        return {
            actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
            resources: [this.stateTable.arn, this.ledgerTable.arn],
        };
    }

    private createApiKey(name: string, stripeApiKey: pulumi.Output<string>): aws.secretsmanager.Secret {
        return secretWithValue(`${name}-stripe-api-key`, {
            description: "Stripe's API key, for reads",
            value: stripeApiKey,
            protect: this.args.protect,
            parent: this,
        });
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
