import type { LocalStripe } from "local-stripe";
import { setTimeout as wait } from "node:timers/promises";
import Stripe from "stripe";

/** Customers who subscribe, change and cancel by Stripe's API, now: one after another until it is ended. */
export interface LiveCustomers {
    /** Ends it, once the last of them has cancelled. */
    stop(): Promise<void>;
}

/** @param seconds from one customer to the next */
export function startLiveCustomers({ url, secretKey }: LocalStripe, seconds: number): LiveCustomers {
    const { hostname: host, port } = new URL(url);
    const stripe = new Stripe(secretKey, { host, port, protocol: "http", telemetry: false });
    const ended = new AbortController();
    const living = live(stripe, seconds * 1000, ended.signal);
    // Whoever stops it sees the failure.
    living.catch(() => undefined);
    return {
        stop: () => {
            ended.abort();
            return living;
        },
    };
}

async function live(stripe: Stripe, milliseconds: number, signal: AbortSignal): Promise<void> {
    const { id: product } = await stripe.products.create({ name: "Pro" });
    const recurring = { interval: "month" } as const;
    const price = await stripe.prices.create({ product, currency: "eur", unit_amount: 1200, recurring });
    while (!signal.aborted) {
        const { id: customer } = await stripe.customers.create({ email: "live@example.com" });
        const { id: default_payment_method } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
        const subscription = await stripe.subscriptions.create({
            customer,
            items: [{ price: price.id }],
            default_payment_method,
        });
        await stripe.customers.update(customer, { name: "Ana" });
        await stripe.subscriptions.update(subscription.id, { metadata: { seats: "2" } });
        await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
        await stripe.subscriptions.cancel(subscription.id);
        await wait(milliseconds, undefined, { signal }).catch(() => undefined);
    }
}
