import type { StripeObject } from "./stripe-object";

/** Where the objects of a kind are found. */
export const paths = {
    account: "/v1/accounts",
    charge: "/v1/charges",
    "checkout.session": "/v1/checkout/sessions",
    coupon: "/v1/coupons",
    customer: "/v1/customers",
    dispute: "/v1/disputes",
    "entitlements.active_entitlement": "/v1/entitlements/active_entitlements",
    "entitlements.feature": "/v1/entitlements/features",
    invoice: "/v1/invoices",
    invoice_payment: "/v1/invoice_payments",
    invoiceitem: "/v1/invoiceitems",
    payment_intent: "/v1/payment_intents",
    payment_method: "/v1/payment_methods",
    plan: "/v1/plans",
    price: "/v1/prices",
    product: "/v1/products",
    promotion_code: "/v1/promotion_codes",
    refund: "/v1/refunds",
    subscription: "/v1/subscriptions",
    subscription_item: "/v1/subscription_items",
    subscription_schedule: "/v1/subscription_schedules",
    webhook_endpoint: "/v1/webhook_endpoints",
} as const;

/** A kind that has a path of its own. */
export type KindWithPath = keyof typeof paths;

/** Where an object is read; undefined for one that has no id or no URL of its own. */
export function findUrl({ id, object }: StripeObject): string | undefined {
    return id === undefined || !Object.hasOwn(paths, object) ? undefined : `${paths[object as KindWithPath]}/${id}`;
}
