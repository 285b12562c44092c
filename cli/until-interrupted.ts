import { setTimeout as wait } from "node:timers/promises";

/** Runs `work` until it ends, or until Ctrl-C, a hang-up or `signal` ask it to: then it ends by itself, and nothing failed. */
export async function untilInterrupted(
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal | undefined,
): Promise<void> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    signals.forEach((name) => process.once(name, stop));
    signal?.addEventListener("abort", stop);
    try {
        await work(controller.signal);
    } finally {
        signals.forEach((name) => process.off(name, stop));
        signal?.removeEventListener("abort", stop);
    }
}

/** Waits; `signal` ends the wait early. */
export async function waitUnless(milliseconds: number, signal: AbortSignal): Promise<void> {
    await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
