/** At most so many requests within any second that begins with one: https://docs.stripe.com/rate-limits */
export class RateLimiter {
    private second = -Infinity;
    private count = 0;

    constructor(
        private readonly requestsPerSecond: number,
        private readonly now: () => number,
    ) {}

    /** Whether a request that comes now is within the limit. */
    admit(): boolean {
        const now = this.now();
        if (now - this.second >= 1000) {
            this.second = now;
            this.count = 0;
        }
        this.count += 1;
        return this.count <= this.requestsPerSecond;
    }
}
