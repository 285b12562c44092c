/** A pending call, which `cancel` calls off. */
export interface Timer {
    cancel(): void;
}

/**
 * The time that services go by. Wall-clock instants are true ones; durations may run faster than real time, so that a
 * person sees a day of retries in minutes and a test in milliseconds.
 */
export interface Clock {
    /** The instant now, in milliseconds since the epoch. Never scaled: it is what AWS's answers and events carry. */
    now(): number;
    /** How many milliseconds of this clock's time have gone by since `instant` (milliseconds since the epoch). */
    since(instant: number): number;
    /** Calls `call` once, after `milliseconds` of this clock's time. */
    after(milliseconds: number, call: () => void): Timer;
    /** This clock, with durations in real time: for what is this machine's own business, as the processes that it runs. */
    readonly realTime: Clock;
}

/** setTimeout's longest delay; a longer one fires at once (Node's documentation of timers). */
const maxDelay = 2 ** 31 - 1;

/**
 * The machine's own clock.
 *
 * @param speed how many times faster than real time durations pass. @default 1
 */
export function systemClock(speed = 1): Clock {
    const clock: Clock = {
        now: () => Date.now(),
        since: (instant) => (Date.now() - instant) * speed,
        after(milliseconds, call) {
            const timer = setTimeout(call, Math.min(milliseconds / speed, maxDelay));
            return { cancel: () => clearTimeout(timer) };
        },
        get realTime() {
            return speed === 1 ? clock : systemClock();
        },
    };
    return clock;
}
