import Stripe from "stripe";

import { startLocalStripe, type LocalStripe, type LocalStripeOptions } from "../../index";

/** A local Stripe in memory, and clients of it. */
export interface Started {
    local: LocalStripe;
    /** Stripe's own library. */
    stripe: Stripe;
    /** The same with another key. */
    clientOf(key: string): Stripe;
    /** A request by hand, and what is answered. */
    fetch(path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; body: Body }>;
}

export interface Body {
    error?: { type: string; code?: string; message: string; param?: string; request_log_url?: string };
    [member: string]: unknown;
}

export async function start(options: Partial<LocalStripeOptions> = {}): Promise<Started> {
    // Tests of the API look at what is to be delivered; nothing delivers it.
    const local = await startLocalStripe({ port: 0, deliversLater: true, ...options });
    const { hostname: host, port } = new URL(local.url);
    const clientOf = (key: string) =>
        new Stripe(key, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
    return {
        local,
        stripe: clientOf(local.secretKey),
        clientOf,
        fetch: async (path, init = {}) => {
            const headers = { authorization: `Bearer ${local.secretKey}`, ...(init.headers as object) };
            const response = await fetch(local.url + path, { ...init, headers });
            return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
        },
    };
}

/** What went wrong with a request of Stripe's library. */
export async function catchError(request: Promise<unknown>): Promise<Stripe.errors.StripeError> {
    try {
        await request;
    } catch (error) {
        return error as Stripe.errors.StripeError;
    }
    throw new Error("it was answered");
}

/** A customer with a card that payments succeed with, unless another is named, and a monthly price of 10 dollars. */
export async function createPayer(
    stripe: Stripe,
    card = "pm_card_visa",
): Promise<{ customer: Stripe.Customer; price: Stripe.Price; product: string }> {
    const created = await stripe.customers.create({ email: "jenny@example.com" });
    const attached = await stripe.paymentMethods.attach(card, { customer: created.id });
    const customer = await stripe.customers.update(created.id, {
        invoice_settings: { default_payment_method: attached.id },
    });
    const product = await stripe.products.create({ name: "Pro" });
    const price = await stripe.prices.create({
        currency: "usd",
        product: product.id,
        recurring: { interval: "month" },
        unit_amount: 1000,
    });
    return { customer, price, product: product.id };
}

/** The types of the events after one, or of all, in the order of making. */
export async function listTypes(stripe: Stripe, after: string | undefined): Promise<string[]> {
    const { data } = await stripe.events.list({ ending_before: after, limit: 100 });
    return data.map(({ type }) => type).reverse();
}

/** The newest event's id, if there is one. */
export async function findNewest(stripe: Stripe): Promise<string | undefined> {
    return (await stripe.events.list({ limit: 1 })).data[0]?.id;
}
