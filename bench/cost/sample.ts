import { type IdKind, type MadeEventType, makeEvent, newId, seededRandom, type StripeEvent } from "stripe-events";

/** A customer's first month, and a second whose payment fails: what happens, and after how many seconds. */
const life: readonly (readonly [type: MadeEventType, after: number])[] = [
    ["customer.created", 0],
    ["payment_method.attached", 20],
    ["customer.subscription.created", 25],
    ["invoice.created", 25],
    ["invoice.finalized", 25],
    ["payment_intent.created", 26],
    ["charge.succeeded", 28],
    ["payment_intent.succeeded", 28],
    ["invoice.paid", 28],
    ["customer.subscription.updated", 29],
    ["invoice.upcoming", 2_000_000],
    ["invoice.payment_failed", 2_600_000],
];

/** What the events have in common. */
const shared: readonly IdKind[] = [
    "charge",
    "customer",
    "invoice",
    "paymentIntent",
    "paymentMethod",
    "price",
    "product",
    "subscription",
    "subscriptionItem",
];

/** 2026-11-01, in seconds since the epoch: every run has the same events. */
const begin = 1_793_491_200;

/** A customer's events in their order; the same ones for the same seed. */
export function customerEvents(seed: string): StripeEvent[] {
    const random = seededRandom(seed);
    const ids = Object.fromEntries(shared.map((kind) => [kind, newId(kind, random)]));
    return life.map(([type, after]) => makeEvent(type, { random, created: begin + after, ids }));
}
