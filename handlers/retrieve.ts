import { createStripeGet, type StripeGetDeps } from "./stripe-get";

/** Which object, and in which shape. */
export interface RetrieveRequest {
    /** The account that it is in: a Connect account, or `platform` for the one whose key asks. */
    account: string;
    /** How Stripe wants that account named, where its events say (`context`). */
    context?: string;
    kind: string;
    objectId: string;
    /** The API version of the events, so that what is read has their shape. */
    apiVersion?: string;
}

/**
 * Reads an object from Stripe as it is now. Undefined when it is gone, or of a kind that is not read by its id alone.
 * Rejects when Stripe or the secret store does not answer as it should.
 */
export type Retrieve = (request: RetrieveRequest) => Promise<unknown>;

/** Where Stripe's API has the kinds that are read by their id alone (https://docs.stripe.com/api). */
const paths: Readonly<Record<string, string>> = {
    charge: "charges",
    "checkout.session": "checkout/sessions",
    coupon: "coupons",
    credit_note: "credit_notes",
    customer: "customers",
    dispute: "disputes",
    invoice: "invoices",
    invoiceitem: "invoiceitems",
    payment_intent: "payment_intents",
    payment_link: "payment_links",
    payment_method: "payment_methods",
    payout: "payouts",
    plan: "plans",
    price: "prices",
    product: "products",
    promotion_code: "promotion_codes",
    quote: "quotes",
    refund: "refunds",
    review: "reviews",
    setup_intent: "setup_intents",
    subscription: "subscriptions",
    subscription_schedule: "subscription_schedules",
    tax_rate: "tax_rates",
    topup: "topups",
    transfer: "transfers",
};

export function createRetrieve(deps: StripeGetDeps): Retrieve {
    const get = createStripeGet(deps);
    return async ({ kind, objectId, ...request }) => {
        const path = Object.hasOwn(paths, kind) ? paths[kind] : undefined;
        return path === undefined ? undefined : get({ ...request, path: `${path}/${encodeURIComponent(objectId)}` });
    };
}
