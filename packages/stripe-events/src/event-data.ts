import type Stripe from "stripe";

/** The number type of Stripe's library for amounts with decimals. On the wire it is text. */
type Decimal = NonNullable<Stripe.Price["unit_amount_decimal"]>;

/** A Stripe object as it travels: what the library's types say, with decimals as text. */
export type JsonShape<T> = T extends string | number | boolean | null | undefined | void
    ? T
    : T extends Decimal
      ? string
      : T extends readonly (infer Element)[]
        ? JsonShape<Element>[]
        : T extends object
          ? { [Key in keyof T]: JsonShape<T[Key]> }
          : T;

/** One of Stripe's documented event types. */
export type EventType = Stripe.Event.Type;

/** The object that an event of type `T` carries. */
export type EventObject<T extends EventType> = JsonShape<Extract<Stripe.Event, { type: T }>["data"]["object"]>;

/** An object that was deleted, as far as it was known. */
export type Tombstone<T> = Omit<T, "deleted"> & { deleted: true };

/** An event's `data`. */
export interface EventData<Object> {
    object: Object | Tombstone<Object>;
    /** What the changed fields were before, for events that say so. */
    previous_attributes?: Record<string, unknown>;
}
