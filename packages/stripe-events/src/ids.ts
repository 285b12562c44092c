import { randomText, type Random } from "./random";

/** How Stripe's ids look: what they start with, and how many characters follow. */
const forms = {
    account: ["acct_1", 15],
    applicationFee: ["fee_1", 23],
    balanceTransaction: ["txn_1", 23],
    bankAccount: ["ba_1", 23],
    billingPortalConfiguration: ["bpc_1", 23],
    billingPortalSession: ["bps_1", 23],
    alert: ["alrt_", 24],
    card: ["card_1", 23],
    cashBalanceTransaction: ["ccsbtxn_1", 23],
    charge: ["ch_3", 23],
    checkoutSession: ["cs_test_a1", 56],
    coupon: ["", 8],
    creditBalanceTransaction: ["cbtxn_", 24],
    creditGrant: ["credgr_", 24],
    creditNote: ["cn_1", 23],
    creditNoteLine: ["cnli_1", 23],
    customer: ["cus_", 14],
    discount: ["di_1", 23],
    dispute: ["du_1", 23],
    earlyFraudWarning: ["issfr_1", 23],
    entitlement: ["ent_", 24],
    event: ["evt_1", 23],
    eventDestination: ["ed_test_1", 23],
    feature: ["feat_", 24],
    feeRefund: ["fr_1", 23],
    file: ["file_1", 23],
    invoice: ["in_1", 23],
    invoiceItem: ["ii_1", 23],
    invoiceLine: ["il_1", 23],
    invoicePayment: ["inpay_1", 23],
    lineItem: ["li_1", 23],
    mandate: ["mandate_1", 23],
    meter: ["mtr_", 24],
    paymentIntent: ["pi_3", 23],
    paymentLink: ["plink_1", 23],
    paymentMethod: ["pm_1", 23],
    payout: ["po_1", 23],
    person: ["person_1", 23],
    price: ["price_1", 23],
    product: ["prod_", 14],
    productFeature: ["prodft_", 14],
    promotionCode: ["promo_1", 23],
    quote: ["qt_1", 23],
    refund: ["re_3", 23],
    request: ["req_", 14],
    review: ["prv_1", 23],
    schedule: ["sub_sched_1", 23],
    setupAttempt: ["setatt_1", 23],
    setupIntent: ["seti_1", 23],
    source: ["src_1", 23],
    subscription: ["sub_1", 23],
    subscriptionItem: ["si_", 14],
    taxId: ["txi_1", 23],
    taxRate: ["txr_1", 23],
    testClock: ["clock_1", 23],
    topup: ["tu_1", 23],
    transfer: ["tr_1", 23],
    webhookEndpoint: ["we_1", 23],
} as const satisfies Record<string, readonly [prefix: string, length: number]>;

/** What an id names. */
export type IdKind = keyof typeof forms;

/** A new id of the kind `kind`. */
export function newId(kind: IdKind, random: Random): string {
    const [prefix, length] = forms[kind];
    return prefix + randomText(random, length);
}
