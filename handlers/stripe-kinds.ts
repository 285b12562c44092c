/** Where Stripe's API has the objects of a kind (https://docs.stripe.com/api). */
export interface StripeKind {
    /** What follows `/v1/`: of the list, and with an id of one object. */
    path: string;
    /** What ids of the kind begin with; none where owners choose them. */
    prefixes?: readonly string[];
    /** What a list needs to be asked for to hold every object. */
    query?: Readonly<Record<string, string>>;
    /** Stripe has no list of them all. */
    unlisted?: true;
    /** Stripe lists them by customer. */
    ofCustomer?: true;
}

/** The kinds that are read by their id alone, by Stripe's name for them. */
export const stripeKinds: Readonly<Record<string, StripeKind>> = {
    charge: { path: "charges", prefixes: ["ch_", "py_"], ofCustomer: true },
    "checkout.session": { path: "checkout/sessions", prefixes: ["cs_"], ofCustomer: true },
    coupon: { path: "coupons" },
    credit_note: { path: "credit_notes", prefixes: ["cn_"], ofCustomer: true },
    customer: { path: "customers", prefixes: ["cus_"] },
    dispute: { path: "disputes", prefixes: ["dp_", "du_", "pdp_"] },
    invoice: { path: "invoices", prefixes: ["in_"], ofCustomer: true },
    invoice_payment: { path: "invoice_payments", prefixes: ["inpay_"] },
    invoiceitem: { path: "invoiceitems", prefixes: ["ii_"], ofCustomer: true },
    payment_intent: { path: "payment_intents", prefixes: ["pi_"], ofCustomer: true },
    payment_link: { path: "payment_links", prefixes: ["plink_"] },
    payment_method: { path: "payment_methods", prefixes: ["pm_"], unlisted: true, ofCustomer: true },
    payout: { path: "payouts", prefixes: ["po_"] },
    plan: { path: "plans", prefixes: ["plan_"] },
    price: { path: "prices", prefixes: ["price_"] },
    product: { path: "products", prefixes: ["prod_"] },
    promotion_code: { path: "promotion_codes", prefixes: ["promo_"] },
    quote: { path: "quotes", prefixes: ["qt_"], ofCustomer: true },
    refund: { path: "refunds", prefixes: ["re_", "pyr_"] },
    review: { path: "reviews", prefixes: ["prv_"] },
    setup_intent: { path: "setup_intents", prefixes: ["seti_"], ofCustomer: true },
    subscription: { path: "subscriptions", prefixes: ["sub_"], query: { status: "all" }, ofCustomer: true },
    subscription_schedule: { path: "subscription_schedules", prefixes: ["sub_sched_"], ofCustomer: true },
    tax_rate: { path: "tax_rates", prefixes: ["txr_"] },
    topup: { path: "topups", prefixes: ["tu_"] },
    transfer: { path: "transfers", prefixes: ["tr_"] },
};

/** The kinds that Stripe lists whole. */
export const listedKinds: readonly string[] = Object.keys(stripeKinds).filter(
    (kind) => stripeKinds[kind]?.unlisted !== true,
);

/** The kind's entry; undefined for kinds that are not read by their id alone. */
export function findStripeKind(kind: string): StripeKind | undefined {
    return Object.hasOwn(stripeKinds, kind) ? stripeKinds[kind] : undefined;
}

/** The path of one object; undefined where its id alone does not lead to it. */
export function makeObjectPath(kind: string, objectId: string): string | undefined {
    const path = findStripeKind(kind)?.path;
    return path && `/v1/${path}/${encodeURIComponent(objectId)}`;
}

/** The kind that an id's beginning tells: the longest that fits, as `sub_sched_` begins with `sub_`. */
export function findKindOfId(id: string): string | undefined {
    return Object.entries(stripeKinds)
        .flatMap(([kind, { prefixes = [] }]) => prefixes.map((prefix) => ({ kind, prefix })))
        .filter(({ prefix }) => id.startsWith(prefix))
        .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.kind;
}
