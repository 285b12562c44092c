import type { Resource } from "./resource";
import { account } from "./resources/account";
import { charge } from "./resources/charge";
import { checkoutSession, lineItem } from "./resources/checkout-session";
import { coupon, promotionCode } from "./resources/coupon";
import { customer } from "./resources/customer";
import { dispute } from "./resources/dispute";
import { activeEntitlement, feature } from "./resources/entitlements";
import { eventDestination } from "./resources/event-destination";
import { invoice, invoiceLine, invoicePayment } from "./resources/invoice";
import { invoiceItem } from "./resources/invoice-item";
import { paymentIntent } from "./resources/payment-intent";
import { paymentMethod } from "./resources/payment-method";
import { plan, price } from "./resources/price";
import { product, productFeature } from "./resources/product";
import { refund } from "./resources/refund";
import { subscription } from "./resources/subscription";
import { subscriptionItem } from "./resources/subscription-item";
import { subscriptionSchedule } from "./resources/subscription-schedule";
import { webhookEndpoint } from "./resources/webhook-endpoint";

/** All kinds that the API has, but events. */
export const resources: readonly Resource[] = [
    account,
    activeEntitlement,
    charge,
    checkoutSession,
    coupon,
    customer,
    dispute,
    eventDestination,
    feature,
    invoice,
    invoiceItem,
    invoiceLine,
    invoicePayment,
    lineItem,
    paymentIntent,
    paymentMethod,
    plan,
    price,
    product,
    productFeature,
    promotionCode,
    refund,
    subscription,
    subscriptionItem,
    subscriptionSchedule,
    webhookEndpoint,
];
