import type { StripeObject } from "./stripe-object";

/** A time in which events are not made, though what they tell happens. */
export interface Outage {
    /** Whether an event of this type is not made. */
    fails: (eventType: string) => boolean;
    /** What was not made until now. */
    unmade: Unmade[];
}

/** An event that was not made. */
export interface Unmade {
    eventType: string;
    /** The connected account that it happened in. */
    account?: string;
    object: StripeObject;
    /** Where the object is read. */
    url: string;
}
