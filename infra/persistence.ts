import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ChangeFilter, ChangeHandler, ChangeKind } from "../handlers/changes";
import type { SelectedEvent } from "../handlers/events";
import type * as recorder from "../handlers/functions/recorder";
import { stateIndexes } from "../handlers/queries/indexes";
import { createLedgerTable, createStateTable } from "./billing-tables";
import { type ChangeOptions, type ChangeSubscriber, ChangeSubscription } from "./change-subscription";
import type { Grant } from "./function";
import { exported } from "./function-code";
import { OnceTable } from "./once-table";
import { recorderService } from "../handlers/service-names";
import { createSecret, setSecretValue } from "./secret";
import type { Subscriber } from "./subscription";

export interface BillingStoreArgs {
    /** How long the ledger remembers an event, in days. */
    ledgerDays: number;
    /** For how many days CloudWatch keeps the log lines of the change subscribers' functions. */
    logDays: number;
    /** Whether the tables refuse to be deleted. */
    protect: boolean;
    /** A Stripe API key that may read; with it, what events leave open is settled by asking Stripe. */
    stripeApiKey?: pulumi.Output<string>;
    /** The ARN of a key of your own, which encrypts its tables, queues and secret, and its functions' logs. @default AWS's keys */
    kmsKeyArn?: string;
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
    /** By the change subscriber's name: the queue of the changes that it could not handle. */
    readonly deadLetterQueueUrls: Record<string, pulumi.Output<string>> = {};
    /** By name. */
    readonly changeSubscriptions: Record<string, ChangeSubscription> = {};
    /** What change subscribers failed, and did once; undefined while there is none. */
    changesTable: OnceTable | undefined;

    private closedBy: string | undefined;
    private readonly apiKey: aws.secretsmanager.Secret | undefined;

    constructor(
        private readonly storeName: string,
        private readonly args: BillingStoreArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("stripe-eventbridge:index:BillingStore", storeName, {}, opts);
        const { protect, kmsKeyArn, stripeApiKey } = args;
        const table = { protect, kmsKeyArn, parent: this };
        this.stateTable = createStateTable(`${storeName}-state`, this.isSubscribed(), table);
        this.ledgerTable = createLedgerTable(`${storeName}-ledger`, table);
        this.apiKey = stripeApiKey && this.createApiKey(storeName, stripeApiKey);
        this.registerOutputs({ stateTableName: this.stateTable.name, ledgerTableName: this.ledgerTable.name });
    }

    /**
     * Runs `handler` for each change of a `kind` of objects in the billing state, in a Lambda function of its own.
     *
     * A change is what the recorder applied, once it is in the table: duplicates, stale events and events that changed nothing
     * make none. One object's changes come one after the other, in their order, each at least once. What the handler fails
     * until its retries are spent is given up: the next change of the object says `missed`.
     *
     * @param name names the function and the queue; unique in this store, and on the bus
     * @param kind Stripe's name for what the object is, such as `subscription`
     * @param filter which of its changes; left out, all
     * @param handler an inline closure, or a `ChangeSubscriber` that also says what it needs
     *
     * @example
     * store.on("dunning", "invoice", { status: "uncollectible" }, openTicket, { once: true });
     */
    on<K extends ChangeKind>(
        name: string,
        kind: K,
        filter: ChangeFilter<K>,
        handler: ChangeHandler<K> | ChangeSubscriber<K>,
        options?: ChangeOptions,
    ): ChangeSubscription;
    on<K extends ChangeKind>(
        name: string,
        kind: K,
        handler: ChangeHandler<K> | ChangeSubscriber<K>,
        options?: ChangeOptions,
    ): ChangeSubscription;
    on<K extends ChangeKind>(
        name: string,
        kind: K,
        ...rest:
            | [ChangeFilter<K>, ChangeHandler<K> | ChangeSubscriber<K>, ChangeOptions?]
            | [ChangeHandler<K> | ChangeSubscriber<K>, ChangeOptions?]
    ): ChangeSubscription {
        const [filter, handler, options = {}] = isHandler(rest) ? [{}, ...rest] : rest;
        if (this.closedBy !== undefined) {
            throw new pulumi.RunError(`change subscriber "${name}" comes after ${this.closedBy}: move it before`);
        }
        const { ledgerDays: days, logDays, protect, kmsKeyArn } = this.args;
        const { stateTable: table, storeName } = this;
        this.changesTable ??= new OnceTable(`${storeName}-changes`, { days, protect, kmsKeyArn }, { parent: this });
        const { changesTable } = this;
        const subscription = new ChangeSubscription(
            name,
            { table, kind, filter, handler, options, logDays, kmsKeyArn, changesTable },
            { parent: this },
        );
        this.changeSubscriptions[name] = subscription;
        this.deadLetterQueueUrls[name] = subscription.deadLetterQueue.url;
        return subscription;
    }

    /**
     * Takes no more change subscribers.
     *
     * @param by what has taken their list as it is, for the message
     */
    close(by: string): void {
        this.closedBy ??= by;
    }

    /** The subscriber that keeps the state; to be given every event, so that the ledger is complete. */
    recorder(): Subscriber<SelectedEvent<"*">> {
        const create = this.mayAskStripe ? "createAskingRecorder" : "createPlainRecorder";
        const factory = exported<typeof recorder>("recorder", create);
        return { factory, service: recorderService, tellsItself: true, ...this.writer() };
    }

    /**
     * What a handler that reads the state by `createBillingQueries` needs: permission to, and in its environment the
     * tables' names, `STATE_TABLE` and `LEDGER_TABLE`, and where the stack has a Stripe API key, its secret's ARN,
     * `STRIPE_API_KEY_SECRET_ARN`.
     *
     * @example
     * store.on("access", "subscription", { factory, ...store.reader() });
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

    /** Whether there is a change subscriber, known once the program has run. */
    private isSubscribed(): pulumi.Output<boolean> {
        const known = new Promise<boolean>((resolve) => {
            setImmediate(() => {
                this.close("the program's first wait, by which the state table is declared");
                resolve(this.changesTable !== undefined);
            });
        });
        return pulumi.output(known);
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
            kmsKeyArn: this.args.kmsKeyArn,
            parent: this,
        });
        setSecretValue(secretName, { secret, value: stripeApiKey, parent: this });
        return secret;
    }
}

function isHandler<K extends ChangeKind>(
    rest: [ChangeFilter<K> | ChangeHandler<K> | ChangeSubscriber<K>, ...unknown[]],
): rest is [ChangeHandler<K> | ChangeSubscriber<K>, ChangeOptions?] {
    return typeof rest[0] === "function" || "factory" in rest[0];
}
