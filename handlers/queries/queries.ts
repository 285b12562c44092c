import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type Stripe from "stripe";

import type { StripeReader } from "../sync/stripe-reader";
import type { CustomerFeatures } from "./entitlements";
import type { AccessOptions } from "./gives-access";
import type { Kind, ObjectOf, Stored } from "./objects";
import type { AccountOptions, Page, PageOptions } from "./page";

/**
 * Reads of the billing state, for a program's own handlers and services.
 *
 * Every object is given as it stands, read with strong consistency. What finds objects by customer or status asks an
 * index for their keys, which is up to a second behind the table: what got its customer or status in that second may be
 * missing, and what lost it is left out. And the table is behind Stripe by as long as an event takes: `untilRecorded`
 * waits for one.
 */
export interface BillingQueries {
    /**
     * An object as it stands, read with strong consistency; undefined when no event told of it.
     *
     * @param kind Stripe's name for what it is
     * @example await billing.get("subscription", "sub_123")
     */
    get<K extends Kind>(kind: K, objectId: string, options?: AccountOptions): Promise<Stored<ObjectOf<K>> | undefined>;

    /**
     * A page of a customer's objects: of one kind, or of all, the customer included. What names no customer (disputes,
     * refunds, reviews, early fraud warnings) is found by way of the customer's charges, and of the payment intents
     * where it names no charge.
     *
     * @example await billing.objectsOf("cus_123", "dispute")
     */
    objectsOf<K extends Kind = Kind>(
        customerId: string,
        kind?: K,
        options?: PageOptions,
    ): Promise<Page<Stored<ObjectOf<K>>>>;

    /**
     * A page of the objects of a kind and status. Tombstones have the status `deleted`; of kinds that Stripe gives a
     * flag instead, such as prices, the status is `active` or `inactive`.
     *
     * @example await billing.withStatus("invoice", "open")
     */
    withStatus<K extends Kind>(kind: K, status: string, options?: PageOptions): Promise<Page<Stored<ObjectOf<K>>>>;

    /** All subscriptions of a customer, whatever their status. */
    subscriptionsOf(customerId: string, options?: AccountOptions): Promise<Stored<Stripe.Subscription>[]>;

    /** A page of the subscriptions of a status. */
    subscriptionsWith(
        status: Stripe.Subscription.Status,
        options?: PageOptions,
    ): Promise<Page<Stored<Stripe.Subscription>>>;

    /**
     * Whether a customer has a subscription that is active or trialing, and what else `options` ask of it. One that has
     * ended does not count, and only one that was first recorded in the last second can be missed.
     *
     * Rejects where the state cannot tell (`isStateCannotTell`): where no subscription is known to be one, and some
     * object does not hold what is asked, because its event lists ten of its items, or is of an API version that does
     * not say. With `stripe`, Stripe is asked first.
     */
    hasActiveSubscription(customerId: string, options?: AccessOptions & AccountOptions): Promise<boolean>;

    /**
     * Whether a customer has a feature, by the `lookup_key` that it has at Stripe (Stripe's entitlements).
     *
     * Rejects where the state cannot tell (`isStateCannotTell`): where the feature is not among those that are known, and these
     * may not be all, because the event lists ten, or none came. With `stripe`, Stripe is asked first.
     *
     * @example await billing.hasFeature("cus_123", "priority-support")
     */
    hasFeature(customerId: string, lookupKey: string, options?: AccountOptions): Promise<boolean>;

    /** The features that a customer has, and whether these are all. With `stripe`, Stripe is asked where they may not be. */
    featuresOf(customerId: string, options?: AccountOptions): Promise<CustomerFeatures>;

    /**
     * Waits until the state includes an event. The bus gives an event to all of its subscribers at once, so a handler
     * that asks the state about what its event changed must wait for the recorder first.
     *
     * Rejects when the event is not recorded in time: from a handler, that leaves it to Lambda to try again.
     */
    untilRecorded(eventId: string, options?: RecordedOptions): Promise<void>;
}

export interface RecordedOptions {
    /** How long to wait, in seconds: less than the function's timeout. @default 10 */
    seconds?: number;
}

export interface BillingQueriesDeps {
    documents: Pick<DynamoDBDocumentClient, "send">;
    /** The state table's name. */
    stateTable: string;
    /** The ledger's name; `untilRecorded` needs it. */
    ledgerTable?: string;
    /** Asks Stripe where the state cannot tell; `createStripe` makes it. */
    stripe?: Pick<StripeReader, "of">;
    /** Waits between two looks at the ledger, in milliseconds. By default, as long as that. */
    wait?: (milliseconds: number) => Promise<void>;
}
