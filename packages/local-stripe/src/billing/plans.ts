import type { StripeObject } from "../state/stripe-object";

/** A recurring price in the form from before there were prices, under the same id. */
export function toPlan(price: StripeObject): StripeObject {
    const recurring = price.recurring as Record<string, unknown>;
    const { id, active, billing_scheme, created, currency, livemode, metadata, nickname, product } = price;
    return {
        id,
        object: "plan",
        active,
        amount: price.unit_amount,
        amount_decimal: price.unit_amount_decimal,
        billing_scheme,
        created,
        currency,
        interval: recurring.interval,
        interval_count: recurring.interval_count,
        livemode,
        metadata,
        meter: recurring.meter,
        nickname,
        product,
        tiers_mode: null,
        transform_usage: null,
        trial_period_days: recurring.trial_period_days,
        usage_type: recurring.usage_type,
    };
}
