import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type Stripe from "stripe";

import { customerIndex, stateIndexes, statusIndex } from "../handlers/queries/indexes";
import type { Grant } from "./function";
import { askingRecorderFactory, recorderFactory } from "./recorder";
import { createSecret, setSecretValue } from "./secret";
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

/** What a function is to be given: environment variables, and permissions. */
type Needs = Required<Pick<Subscriber<never>, "environment" | "grants">>;

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
        const factory = this.mayAskStripe ? askingRecorderFactory : recorderFactory;
        return { factory, service: recorderService, ...this.writer() };
    }

    /**
     * What a handler that reads the state by `createBillingQueries` needs: permission to, and in its environment the
     * tables' names, `STATE_TABLE` and `LEDGER_TABLE`, and where the stack has a Stripe API key, its secret's ARN,
     * `STRIPE_API_KEY_SECRET_ARN`.
     *
     * @example
     * bus.on("cancellations", "customer.subscription.deleted", { factory, ...store.reader() });
     */
    reader(): Needs {
        const { apiKey } = this;
        return {
            environment: { ...this.tableNames(), ...(apiKey && { STRIPE_API_KEY_SECRET_ARN: apiKey.arn }) },
            grants: [
                ...this.grantRead(),
                { actions: ["dynamodb:GetItem"], resources: [this.ledgerTable.arn] },
                ...this.grantAsk(),
            ],
        };
    }

    /** Whether it has a Stripe API key. */
    get mayAskStripe(): boolean {
        return this.apiKey !== undefined;
    }

    /**
     * What a function that writes the state needs: the permission, and in its environment what `reader` gives, and
     * `LEDGER_DAYS`.
     */
    writer(): Needs {
        const { apiKey } = this;
        return {
            environment: {
                ...this.tableNames(),
                LEDGER_DAYS: String(this.args.ledgerDays),
                ...(apiKey && { STRIPE_API_KEY_SECRET_ARN: apiKey.arn }),
            },
            grants: [this.grantRecord(), ...this.grantAsk()],
        };
    }

    /** What a function needs that compares the state with Stripe, besides: to see every item. */
    synchronizer(): Needs {
        const { environment, grants } = this.writer();
        return { environment, grants: [...grants, { actions: ["dynamodb:Scan"], resources: [this.stateTable.arn] }] };
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

    private tableNames() {
        return { STATE_TABLE: this.stateTable.name, LEDGER_TABLE: this.ledgerTable.name };
    }

    /** Permission to read Stripe's API key, where there is one. */
    private grantAsk(): Grant[] {
        const { apiKey } = this;
        return apiKey ? [{ actions: ["secretsmanager:GetSecretValue"], resources: [apiKey.arn] }] : [];
    }

    private grantRecord(): Grant {
        return {
            actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
            resources: [this.stateTable.arn, this.ledgerTable.arn],
        };
    }

    private createApiKey(name: string, stripeApiKey: pulumi.Output<string>): aws.secretsmanager.Secret {
        const secretName = `${name}-stripe-api-key`;
        const secret = createSecret(secretName, {
            description: "Stripe's API key, for reads",
            protect: this.args.protect,
            parent: this,
        });
        setSecretValue(secretName, { secret, value: stripeApiKey, parent: this });
        return secret;
    }

    private createStateTable(name: string, protect: boolean): aws.dynamodb.Table {
        return new aws.dynamodb.Table(
            `${name}-state`,
            {
                ...durable(protect),
                hashKey: "objectKey",
                attributes: ["objectKey", "customerKey", "statusKey"].map((attribute) => ({
                    name: attribute,
                    type: "S",
                })),
                globalSecondaryIndexes: [index(customerIndex, "customerKey"), index(statusIndex, "statusKey")],
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

/** An index of keys alone: a write that changes none of them costs nothing there. */
function index(name: string, key: string) {
    const keySchemas = [
        { attributeName: key, keyType: "HASH" },
        { attributeName: "objectKey", keyType: "RANGE" },
    ];
    return { name, keySchemas, projectionType: "KEYS_ONLY" };
}

function durable(protect: boolean) {
    return {
        billingMode: "PAY_PER_REQUEST",
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: protect,
    };
}
