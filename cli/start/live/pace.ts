import type { Clock, Timer } from "local-cloud";
import type { AlarmItem, LiveItem, MailItem } from "./item";

/** What was not shown of a second, in numbers. */
export interface Digest {
    /** How many events, one by one, were. */
    shown: number;
    /** How many events were recorded, by outcome. */
    outcomes: Record<string, number>;
    /** How often subscriptions had an event and did not fail, by name. */
    handled: Record<string, number>;
    /** How many failures there were in all, those that were shown included. */
    failed: number;
    /** Failures that were not shown, by function. */
    failures: Record<string, number>;
    /** Lines that were not shown, by function. */
    lines: Record<string, number>;
}

export interface PaceDeps {
    clock: Clock;
    show: (item: LiveItem) => void;
    digest: (digest: Digest) => void;
    /** How many events, lines and failures of a second a person can read. */
    limits?: { events: number; lines: number; failures: number };
}

type PacedItem = Exclude<LiveItem, AlarmItem | MailItem>;
type Kind = "events" | "lines" | "failures";

/**
 * Lets through what a person can read, and tells once a second what it held back. After a second with too many events
 * the next ones are told in numbers alone, until there are few again.
 */
export class Pace {
    private counts: Record<Kind, number> = { events: 0, lines: 0, failures: 0 };
    private held = emptyDigest();
    private isHolding = false;
    private busy = false;
    private timer: Timer | undefined;
    private readonly limits: Record<Kind, number>;

    constructor(private readonly deps: PaceDeps) {
        this.limits = deps.limits ?? { events: 10, lines: 8, failures: 5 };
    }

    add(item: LiveItem): void {
        if (item.type === "alarm" || item.type === "mail") {
            // These are few, and must be seen.
            this.deps.show(item);
            return;
        }
        this.timer ??= this.deps.clock.after(1000, () => this.endSecond());
        const kind = classify(item);
        const count = ++this.counts[kind];
        this.held.failed += kind === "failures" ? 1 : 0;
        if (count > this.limits[kind] || (kind === "events" && this.busy)) {
            this.isHolding = true;
            hold(this.held, item);
        } else {
            this.held.shown += kind === "events" ? 1 : 0;
            this.deps.show(item);
        }
    }

    /** Tells what is held back, and no more after it. */
    stop(): void {
        this.timer?.cancel();
        this.endSecond();
        this.timer?.cancel();
    }

    private endSecond(): void {
        const { held, isHolding } = this;
        this.busy = this.counts.events > this.limits.events;
        this.counts = { events: 0, lines: 0, failures: 0 };
        this.held = emptyDigest();
        this.isHolding = false;
        // A busy second is over only at its end: the next one must be counted even if nothing comes.
        this.timer = this.busy ? this.deps.clock.after(1000, () => this.endSecond()) : undefined;
        if (isHolding) {
            this.deps.digest(held);
        }
    }
}

function emptyDigest(): Digest {
    return { shown: 0, outcomes: {}, handled: {}, failed: 0, failures: {}, lines: {} };
}

/** Whether it tells of something that went wrong, or of the end of it. */
export function isFailure(item: LiveItem): boolean {
    return (
        item.type === "failure" ||
        (item.type === "delivery" && !item.delivered) ||
        item.type === "alarm" ||
        item.type === "mail"
    );
}

function classify(item: PacedItem): Kind {
    return item.type === "log" ? "lines" : isFailure(item) ? "failures" : "events";
}

function hold(digest: Digest, item: PacedItem): void {
    switch (item.type) {
        case "event":
            increment(digest.outcomes, item.outcome);
            break;
        case "handled":
            increment(digest.handled, item.subscription);
            break;
        case "failure":
            increment(digest.failures, item.function);
            break;
        case "log":
            increment(digest.lines, item.function);
            break;
        case "delivery":
            increment(digest.failures, "Stripe's webhook");
            break;
    }
}

function increment(counts: Record<string, number>, name: string): void {
    counts[name] = (counts[name] ?? 0) + 1;
}
