import type Stripe from "stripe";

import { isHash } from "../billing/canonical";
import { itemsIn } from "./subscription-items";

/** In seconds since the epoch. */
export interface Period {
    start: number;
    end: number;
}

/**
 * The billing period that a subscription is in. Since API version 2025-03-31.basil each item has its own
 * (https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end), before that
 * the subscription has it; both are read. Of several items, it is the period that ends last: until then something of the
 * subscription is paid for.
 *
 * @returns undefined when the object does not tell: it lists some of its items only, or was too large to keep
 */
export function currentPeriod(subscription: Stripe.Subscription): Period | undefined {
    const own = periodIn(subscription);
    if (own !== undefined) {
        return own;
    }
    const { items, missing } = itemsIn(subscription);
    const periods = items.map(periodIn);
    if (missing !== undefined || periods.includes(undefined)) {
        return undefined;
    }
    return (periods as Period[]).sort((a, b) => b.end - a.end)[0];
}

/** When the current period ends, in seconds since the epoch. See `currentPeriod`. */
export function currentPeriodEnd(subscription: Stripe.Subscription): number | undefined {
    return currentPeriod(subscription)?.end;
}

function periodIn(value: unknown): Period | undefined {
    const { current_period_start: start, current_period_end: end } = isHash(value) ? value : {};
    return typeof start === "number" && typeof end === "number" ? { start, end } : undefined;
}
