import type Stripe from "stripe";

/** The type of a Stripe event, such as `customer.subscription.created`, as the `stripe` package knows them. */
export type EventType = Stripe.Event["type"];

/** `a.b.c` → `a.*` | `a.b.*` */
type Group<T extends string> = T extends `${infer Head}.${infer Rest}` ? `${Head}.*` | `${Head}.${Group<Rest>}` : never;

/** Which events a subscription takes: one type, a group such as `customer.*` or `charge.dispute.*`, or all (`*`). */
export type Selector = EventType | Group<EventType> | "*";

/** The events that `S` selects. `customer.*` also takes `customer.subscription.created`, as an EventBridge prefix does. */
export type SelectedEvent<S extends Selector> = S extends "*"
    ? Stripe.Event
    : S extends `${infer Prefix}.*`
      ? Extract<Stripe.Event, { type: `${Prefix}.${string}` }>
      : Extract<Stripe.Event, { type: S }>;

/** What EventBridge gives a function: the envelope that the receiver made, or that of Stripe's partner bus. */
export interface BusEvent<Detail = unknown> {
    id: string;
    source: string;
    "detail-type": string;
    time: string;
    resources?: string[];
    detail: Detail;
    /** The replay's name, when the event comes from one. */
    "replay-name"?: string;
}
