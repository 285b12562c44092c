import type Stripe from "stripe";

/** The type of a snapshot event, which carries its object, such as `customer.subscription.created`. */
export type SnapshotEventType = Stripe.Event["type"];

/** By type. Looked up there: to compare whole events, hundreds with as many, takes the compiler minutes. */
type Notifications = { [N in Stripe.V2.Core.EventNotification as N["type"]]: N };

/** The type of a thin event, which names its object, such as `v1.customer.subscription.created` or `v2.core.account.created`. */
export type ThinEventType = keyof Notifications;

/** The type of a Stripe event, as the `stripe` package knows them. */
export type EventType = SnapshotEventType | ThinEventType;

/**
 * A thin event as it comes from the bus: JSON, so without the methods that the `stripe` package gives one.
 * `createFetchRelatedObject` reads its object.
 */
export interface ThinEvent<T extends ThinEventType = ThinEventType> extends Omit<Stripe.V2.Core.EventBase, "type"> {
    type: T;
    /** The object that it is about, and where Stripe has it; null for the few types that are about none. */
    related_object: Reference<T>;
}

type Reference<T extends ThinEventType> = T extends ThinEventType
    ? Notifications[T] extends { related_object: infer One }
        ? One
        : null
    : never;

/** The object that a thin event names; never for events that name none. */
export type RelatedObject<T extends ThinEventType> = T extends ThinEventType
    ? Notifications[T] extends { fetchRelatedObject(): Promise<infer One> }
        ? One
        : never
    : never;

/** `a.b.c` → `a.*` | `a.b.*` */
type Group<T extends string> = T extends `${infer Head}.${infer Rest}` ? `${Head}.*` | `${Head}.${Group<Rest>}` : never;

/**
 * Which events a subscription takes: one type, a group such as `customer.*`, `charge.dispute.*` or `v1.invoice.*`, or all (`*`).
 */
export type Selector = EventType | Group<EventType> | "*";

/** The events that `S` selects. `customer.*` also takes `customer.subscription.created`, as an EventBridge prefix does. */
export type SelectedEvent<S extends Selector> = S extends "*"
    ? Stripe.Event | ThinEvent
    : S extends `v${1 | 2}.${string}`
      ? ThinEvent<SelectedThinType<S>>
      : S extends `${infer Prefix}.*`
        ? Extract<Stripe.Event, { type: `${Prefix}.${string}` }>
        : Extract<Stripe.Event, { type: S }>;

type SelectedThinType<S extends string> = S extends `${infer Prefix}.*`
    ? Extract<ThinEventType, `${Prefix}.${string}`>
    : Extract<ThinEventType, S>;

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
