import { GetCommand, paginateQuery, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type Stripe from "stripe";

import { objectKeyOf, type BillingItem } from "./billing/item";

/** A Stripe object as it stands, with `object` typed. */
export type Stored<T> = Omit<BillingItem, "object"> & { object: T };

/** Kinds of objects by Stripe's name for them. */
export interface ObjectsByKind {
    charge: Stripe.Charge;
    "checkout.session": Stripe.Checkout.Session;
    customer: Stripe.Customer;
    invoice: Stripe.Invoice;
    payment_intent: Stripe.PaymentIntent;
    payment_method: Stripe.PaymentMethod;
    price: Stripe.Price;
    product: Stripe.Product;
    refund: Stripe.Refund;
    subscription: Stripe.Subscription;
}

export interface PageOptions {
    /** A Connect account; the platform's own objects when left out. */
    account?: string;
    /** At most so many. @default 100 */
    limit?: number;
    /** Where the page before this one ended. */
    cursor?: string;
}

export interface Page<T> {
    items: T[];
    /** Where the next page begins; absent on the last one. */
    cursor?: string;
}

/** Reads of the billing state, for a program's own handlers and services. */
export interface BillingQueries {
    /**
     * An object as it stands, read with strong consistency; undefined when no event told of it.
     *
     * @param kind Stripe's name for what it is
     * @example await billing.get("subscription", "sub_123")
     */
    get<K extends keyof ObjectsByKind>(
        kind: K,
        objectId: string,
        options?: { account?: string },
    ): Promise<Stored<ObjectsByKind[K]> | undefined>;

    /** All subscriptions of a customer, whatever their status. An index answers: up to a second behind. */
    subscriptionsOf(customerId: string, options?: { account?: string }): Promise<Stored<Stripe.Subscription>[]>;

    /** A page of the subscriptions of a status. An index answers: up to a second behind. */
    subscriptionsWith(
        status: Stripe.Subscription.Status,
        options?: PageOptions,
    ): Promise<Page<Stored<Stripe.Subscription>>>;

    /**
     * Whether a customer has a subscription that is active or trialing; with `priceId`, one with an item of that price.
     * An index answers: up to a second behind.
     */
    hasActiveSubscription(customerId: string, options?: { priceId?: string; account?: string }): Promise<boolean>;
}

export interface BillingQueriesDeps {
    documents: DynamoDBDocumentClient;
    /** The state table's name. */
    stateTable: string;
}

const ownAccount = "platform";
/** Statuses that give access (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses). */
const activeStatuses: readonly string[] = ["active", "trialing"];

export function createBillingQueries({ documents, stateTable }: BillingQueriesDeps): BillingQueries {
    async function subscriptionsOf(
        customerId: string,
        { account = ownAccount }: { account?: string } = {},
    ): Promise<Stored<Stripe.Subscription>[]> {
        const pages = paginateQuery(
            { client: documents },
            {
                TableName: stateTable,
                IndexName: "byCustomer",
                KeyConditionExpression: "customerKey = :customer AND begins_with(kindKey, :kind)",
                ExpressionAttributeValues: { ":customer": `${account}#${customerId}`, ":kind": "subscription#" },
            },
        );
        const items: Stored<Stripe.Subscription>[] = [];
        for await (const { Items } of pages) {
            items.push(...((Items ?? []) as Stored<Stripe.Subscription>[]));
        }
        return items;
    }

    return {
        async get(kind, objectId, { account = ownAccount } = {}) {
            const objectKey = objectKeyOf({ account, kind, objectId });
            const { Item } = await documents.send(
                new GetCommand({ TableName: stateTable, Key: { objectKey }, ConsistentRead: true }),
            );
            return Item as Stored<ObjectsByKind[typeof kind]> | undefined;
        },

        subscriptionsOf,

        async subscriptionsWith(status, { account = ownAccount, limit = 100, cursor } = {}) {
            const { Items, LastEvaluatedKey } = await documents.send(
                new QueryCommand({
                    TableName: stateTable,
                    IndexName: "byStatus",
                    KeyConditionExpression: "statusKey = :status",
                    ExpressionAttributeValues: { ":status": `${account}#subscription#${status}` },
                    Limit: limit,
                    ExclusiveStartKey: cursor === undefined ? undefined : fromCursor(cursor),
                }),
            );
            return {
                items: (Items ?? []) as Stored<Stripe.Subscription>[],
                ...(LastEvaluatedKey === undefined ? {} : { cursor: toCursor(LastEvaluatedKey) }),
            };
        },

        async hasActiveSubscription(customerId, { priceId, account } = {}) {
            const subscriptions = await subscriptionsOf(customerId, { account });
            return subscriptions.some(
                ({ status, object }) =>
                    activeStatuses.includes(status ?? "") &&
                    (priceId === undefined || object.items.data.some((item) => item.price.id === priceId)),
            );
        },
    };
}

function toCursor(key: Record<string, unknown>): string {
    return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** @throws Error when the text is no cursor of this module's */
function fromCursor(cursor: string): Record<string, unknown> {
    try {
        return JSON.parse(Buffer.from(cursor, "base64url").toString()) as Record<string, unknown>;
    } catch {
        throw new Error(`"${cursor}" is not a cursor: pass the one that came with the page before`);
    }
}
