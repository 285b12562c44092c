/** What can go wrong with a request before Stripe looks at it. */
export type Fault =
    | { kind: "rate_limit"; /** Sent as `Retry-After`. */ retryAfterSeconds?: number }
    | { kind: "error" }
    /** The connection is closed without an answer. */
    | { kind: "refuse" };

/** How long. */
export type Duration = { /** The next requests. */ requests: number } | { /** From now on. */ milliseconds: number };

/** A switch for faults, for tests of clients. */
export class Faults {
    private fault: Fault | undefined;
    private requests = 0;
    private until = 0;

    constructor(private readonly now: () => number) {}

    /** From now on, and in place of what was before. */
    inject(fault: Fault, duration: Duration): void {
        this.fault = fault;
        this.requests = "requests" in duration ? duration.requests : 0;
        this.until = "milliseconds" in duration ? this.now() + duration.milliseconds : 0;
    }

    clear(): void {
        this.fault = undefined;
    }

    /** What befalls a request that comes now. */
    take(): Fault | undefined {
        if (this.requests > 0) {
            this.requests -= 1;
            return this.fault;
        }
        return this.now() < this.until ? this.fault : undefined;
    }
}
