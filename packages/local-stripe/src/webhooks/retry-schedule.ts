const minute = 60_000;
const hour = 60 * minute;

/** From each attempt to the next; after these, every 12 hours. */
const firstDelays: readonly number[] = [5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];
const laterDelay = 12 * hour;

/** Stripe gives up after three days. */
const maxTotal = 72 * hour;

/**
 * How long Stripe waits before it delivers an event again, in milliseconds; undefined when it has given up. Stripe says that it
 * tries for up to three days with exponential backoff in live mode, and publishes no times
 * (https://docs.stripe.com/webhooks#automatic-retries): these are of that order.
 *
 * @param attempts how often it was tried, all in vain
 */
export function nextRetryDelay(attempts: number): number | undefined {
    const delays = Array.from({ length: attempts }, (_, index) => firstDelays[index] ?? laterDelay);
    const total = delays.reduce((sum, delay) => sum + delay, 0);
    return total > maxTotal ? undefined : delays.at(-1);
}
