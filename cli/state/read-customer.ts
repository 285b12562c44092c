import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type Stripe from "stripe";

import type { Hash } from "../../handlers/billing/canonical";
import { createBillingQueries } from "../../handlers/queries/create-billing-queries";
import { currentPeriodEnd } from "../../handlers/queries/current-period";
import type { Stored } from "../../handlers/queries/objects";
import { readId } from "../../handlers/billing/object-event";
import type { StackOutputs } from "../deployment";

export interface CustomerDeps {
    outputs: Pick<StackOutputs, "stateTableName">;
    documents: Pick<DynamoDBDocumentClient, "send">;
}

/** A customer's billing, at a glance. */
export interface CustomerState {
    /** As it was asked for. */
    customerId: string;
    /** The customer's own item; undefined where no event told of it. */
    customer?: Stored<Stripe.Customer>;
    subscriptions: SubscriptionState[];
    /** Invoices that are open or uncollectible. */
    unpaidInvoices: InvoiceState[];
    /** Disputes that are not over. */
    disputes: DisputeState[];
    /** How many objects of each kind there are, deleted ones included. */
    counts: Record<string, number>;
}

export interface ObjectState {
    objectId: string;
    status?: string;
    /** Nothing shows which event came last: the state may be wrong. */
    isAmbiguous: boolean;
}

export interface SubscriptionState extends ObjectState {
    /** Seconds since the epoch; undefined where the object does not tell. */
    periodEnd?: number;
    /** Whether it ends with its period. */
    cancelsAtPeriodEnd: boolean;
    /** What is subscribed to, as far as the object lists it. */
    items: { price?: string; product?: string; quantity?: number }[];
}

export interface InvoiceState extends ObjectState {
    /** In the currency's smallest unit. */
    amountDue?: number;
    currency?: string;
    /** Seconds since the epoch. */
    dueDate?: number;
    nextPaymentAttempt?: number;
}

export interface DisputeState extends ObjectState {
    amount?: number;
    currency?: string;
    reason?: string;
    /** Seconds since the epoch. */
    evidenceDueBy?: number;
}

/** Whether an id tells that a customer has it: its own, or that of the account of API v2 which the customer is. */
export function isCustomerId(id: string): boolean {
    return /^(cus|acct)_/.test(id);
}

/** Statuses of a dispute that is over (https://docs.stripe.com/api/disputes/object#dispute_object-status). */
const closedDisputes: readonly string[] = ["won", "lost", "warning_closed", "prevented"];

/** Reads a customer's state: a query of the index, and a strongly consistent read of each object. */
export async function readCustomer(deps: CustomerDeps, customerId: string, account?: string): Promise<CustomerState> {
    const objects = await readAll(deps, customerId, account);
    const of = <T>(kind: string) => objects.filter((one) => one.kind === kind) as unknown as Stored<T>[];
    const counts: Record<string, number> = {};
    for (const { kind } of objects) {
        counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return {
        customerId,
        customer: of<Stripe.Customer>("customer")[0],
        subscriptions: of<Stripe.Subscription>("subscription").map(describeSubscription),
        unpaidInvoices: of<Stripe.Invoice>("invoice")
            .filter(({ status }) => status === "open" || status === "uncollectible")
            .map(describeInvoice),
        disputes: of<Stripe.Dispute>("dispute")
            .filter(({ status = "" }) => !closedDisputes.includes(status))
            .map(describeDispute),
        counts,
    };
}

/** What is the customer's, by kind and id. */
export async function listCustomerObjects(deps: CustomerDeps, customerId: string, account?: string) {
    const objects = await readAll(deps, customerId, account);
    return objects
        .filter(({ objectId }) => objectId !== customerId)
        .map(({ kind, objectId, status, eventCreated, eventType }) => ({
            kind,
            objectId,
            status,
            eventCreated,
            eventType,
        }));
}

async function readAll(
    { outputs, documents }: CustomerDeps,
    customerId: string,
    account: string | undefined,
): Promise<Stored<Hash>[]> {
    const queries = createBillingQueries({ documents, stateTable: outputs.stateTableName });
    const objects: Stored<Hash>[] = [];
    let cursor: string | undefined;
    do {
        const page = await queries.objectsOf(customerId, undefined, { account, cursor });
        objects.push(...(page.items as unknown as Stored<Hash>[]));
        ({ cursor } = page);
    } while (cursor !== undefined);
    return objects;
}

function describeObject({ objectId, status, ambiguous }: Stored<unknown>): ObjectState {
    return { objectId, status, isAmbiguous: ambiguous === true };
}

function describeSubscription(subscription: Stored<Stripe.Subscription>): SubscriptionState {
    const { object } = subscription;
    const items = object.items as Stripe.ApiList<Stripe.SubscriptionItem> | undefined;
    return {
        ...describeObject(subscription),
        periodEnd: currentPeriodEnd(object),
        cancelsAtPeriodEnd: object.cancel_at_period_end,
        items: (items?.data ?? []).map(describeItem),
    };
}

/** Items have a `price` since API version 2020-08-27, and a `plan` of the same id before and after it. */
function describeItem(item: Partial<Stripe.SubscriptionItem>): SubscriptionState["items"][number] {
    const { price = item.plan, quantity } = item;
    return { price: price?.nickname ?? price?.id, product: readId(price?.product), quantity };
}

function describeInvoice(invoice: Stored<Stripe.Invoice>): InvoiceState {
    const { amount_due: amountDue, currency, due_date: dueDate, next_payment_attempt: next } = invoice.object;
    return {
        ...describeObject(invoice),
        amountDue,
        currency,
        dueDate: dueDate ?? undefined,
        nextPaymentAttempt: next ?? undefined,
    };
}

function describeDispute(dispute: Stored<Stripe.Dispute>): DisputeState {
    const { amount, currency, reason, evidence_details: evidence } = dispute.object;
    return {
        ...describeObject(dispute),
        amount,
        currency,
        reason,
        evidenceDueBy: evidence?.due_by ?? undefined,
    };
}
