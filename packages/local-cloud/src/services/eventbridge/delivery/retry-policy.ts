import type { RetryPolicy } from "@aws-sdk/client-eventbridge";

/** As a dead-letter message names them in EXHAUSTED_RETRY_CONDITION. */
export type ExhaustedCondition = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/**
 * "By default, EventBridge retries sending the event for 24 hours and up to 185 times"
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
 */
const defaultPolicy = { attempts: 185, ageSeconds: 24 * 60 * 60 };

/**
 * AWS says "an exponential back off and jitter, or randomized delay" and gives no figures. With these, 185 retries take
 * about the 24 hours that AWS allows for them: a delay is its ceiling or down to half of it.
 */
const firstDelayMs = 1000;
const maxDelayMs = 10 * 60 * 1000;

/**
 * What follows the failed attempt number `attempts` (1 for the first) of an event that is `age` milliseconds old: the
 * delay before the next in milliseconds, or the condition that ends them.
 *
 * @param random from 0 (the shortest delay) to 1
 */
export function planRetry(
    policy: RetryPolicy | undefined,
    attempts: number,
    age: number,
    random: number,
): { delay: number } | { exhausted: ExhaustedCondition } {
    const maxAge = (policy?.MaximumEventAgeInSeconds ?? defaultPolicy.ageSeconds) * 1000;
    if (attempts > (policy?.MaximumRetryAttempts ?? defaultPolicy.attempts)) {
        return { exhausted: "MaximumRetryAttempts" };
    }
    if (age >= maxAge) {
        return { exhausted: "MaximumEventAgeInSeconds" };
    }
    const ceiling = Math.min(firstDelayMs * 2 ** (attempts - 1), maxDelayMs);
    const delay = ceiling * (0.5 + random / 2);
    // The last attempt comes when the event reaches its maximum age, so that it gets all the time that it was promised.
    return { delay: Math.min(delay, maxAge - age) };
}
