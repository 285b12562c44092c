import type Stripe from "stripe";

import type { Hash } from "../billing/canonical";
import type { BillingItem } from "../billing/item";
import { readShown } from "../billing/stored-item";

/** Any object that comes in a Stripe event, as the `stripe` package knows them. */
type EventObject = Stripe.Event["data"]["object"];

/** The objects that come in events, by Stripe's name for what they are: `subscription`, `checkout.session`, … */
export type ObjectsByKind = {
    [O in EventObject as O extends { object: infer Kind extends string } ? Kind : never]: O;
};

/** Stripe's name for what an object is (its `object` member). Kinds that the `stripe` package does not know pass too. */
export type Kind = keyof ObjectsByKind | (string & {});

/** The type of a kind's objects; any JSON object for kinds that the `stripe` package does not know. */
export type ObjectOf<K extends string> = K extends keyof ObjectsByKind ? ObjectsByKind[K] : Hash;

/** A Stripe object as it stands, with `object` typed. */
export type Stored<T> = Omit<BillingItem, "object" | "memory"> & { object: T };

/** What the state table holds under a key, as the queries give it. */
export function readStored<T>(item: Hash): Stored<T> {
    return readShown(item) as unknown as Stored<T>;
}
