/** Lets requests pass at a rate. */
export interface Throttle {
    /** Resolves when the next request may be sent. */
    pass(): Promise<void>;
    /** Lets nothing pass for so long from now. */
    pause(milliseconds: number): void;
}

export interface ThrottleDeps {
    perSecond: number;
    /** Milliseconds that only ever grow. */
    monotonic: () => number;
    wait: (milliseconds: number) => Promise<unknown>;
}

export function createThrottle({ perSecond, monotonic, wait }: ThrottleDeps): Throttle {
    let next = -Infinity;
    return {
        async pass() {
            const now = monotonic();
            const turn = Math.max(now, next);
            next = turn + 1000 / perSecond;
            if (turn > now) {
                await wait(turn - now);
            }
        },
        pause(milliseconds) {
            next = Math.max(next, monotonic() + milliseconds);
        },
    };
}
