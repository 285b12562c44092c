import type { Clock } from "../../clock";

/** @see MethodSettings for units */
export interface ThrottleLimits {
    /** How many requests may come at once. */
    burst: number;
    /** How many requests a second go on for ever. */
    rate: number;
}

/**
 * A token bucket: it holds `burst` tokens, gains `rate` a second, and each request takes one.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
    private tokens: number;
    private filledAt: number;

    constructor(
        private readonly clock: Clock,
        private readonly limits: ThrottleLimits,
    ) {
        this.tokens = limits.burst;
        this.filledAt = clock.now();
    }

    /** Whether a request may go on. */
    take(): boolean {
        const gained = (Math.max(0, this.clock.since(this.filledAt)) / 1000) * this.limits.rate;
        this.filledAt = this.clock.now();
        this.tokens = Math.min(this.limits.burst, this.tokens + gained);
        if (this.tokens < 1) {
            return false;
        }
        this.tokens -= 1;
        return true;
    }
}
