import type { Clock, Timer } from "../../../clock";
import type { Observe } from "../../../observation";
import type { Collection, Store } from "../../../store";
import type { Handover, MessageTarget } from "../../service";
import { readEventId } from "../events/bus-event";
import { sendToDeadLetterQueue } from "./dead-letter";
import { type DeliveryFailure, classifyFailure } from "./delivery-failure";
import type { EventMetrics, RuleDimensions } from "../event-metrics";
import type { GivenUp, PendingDelivery } from "../records";
import { planRetry } from "./retry-policy";
import { handOverToTarget } from "./target-handover";

export interface DeliveryQueueDeps {
    store: Store;
    clock: Clock;
    metrics: EventMetrics;
    target: (arn: string) => MessageTarget | undefined;
    /** Whether a role lets a service assume it. */
    mayAssume: (roleArn: string, servicePrincipal: string) => boolean;
    /** From 0 to 1, for the jitter of delays. */
    random: () => number;
    observe?: Observe;
}

/** Maximum concurrent deliveries. */
const maxActive = 64;
/** Maximum waiting events kept in memory; the others are read from the store when their turn comes. */
const maxInMemory = 1000;
/** How long a delivery waits when the store refused its writes, in milliseconds. */
const storeRetryDelayMs = 1000;
/** How long a delivery waits when its dead-letter queue cannot take it now, in milliseconds. */
const deadLetterRetryDelayMs = 10_000;

/**
 * The deliveries that are on disk and not done. Most never are: a target that takes the event at once gets it with the
 * writes that accept the event. Any other ends in one batch that removes it here and writes it where it goes: to the
 * target, or after EventBridge's retry policy to the target's dead-letter queue.
 */
export class DeliveryQueue {
    private readonly pending: Collection<PendingDelivery>;
    private readonly waiting = new Map<string, PendingDelivery | undefined>();
    private readonly retries = new Map<string, Timer>();
    private readonly active = new Set<Promise<void>>();
    private readonly waitingForRoom: (() => void)[] = [];
    private running = false;

    constructor(private readonly deps: DeliveryQueueDeps) {
        this.pending = deps.store.collection("eventbridge.pending-deliveries");
    }

    /** Reads what an earlier process left: before anything is added. */
    async load(): Promise<void> {
        for await (const [key, { failedAt, retryAfter }] of this.pending.entries()) {
            if (failedAt === undefined || retryAfter === undefined) {
                this.waiting.set(key, undefined);
            } else {
                this.schedule(key, Math.max(0, retryAfter - this.deps.clock.since(failedAt)));
            }
        }
    }

    start(): void {
        this.running = true;
        this.fill();
    }

    /** Ends without a new attempt; resolves when those under way are done. */
    async stop(): Promise<void> {
        this.running = false;
        this.retries.forEach((timer) => timer.cancel());
        this.retries.clear();
        this.waiting.clear();
        this.releaseWaiters();
        await Promise.all(this.active);
    }

    /** A new delivery: to the target itself where that takes it at once, or else to this queue. */
    async add(delivery: PendingDelivery): Promise<Handover> {
        const key = this.deps.store.orderedId();
        if (!this.running) {
            return { writes: [this.pending.put(key, delivery)], done: () => this.enqueue(key, delivery) };
        }
        try {
            const handover = await handOverToTarget(delivery, this.deps);
            return { writes: handover.writes, done: () => this.finish(delivery, handover) };
        } catch (error) {
            const failed = { ...delivery, attempts: 1, failedAt: this.deps.clock.now() };
            return {
                writes: [this.pending.put(key, failed)],
                done: () => {
                    this.countAttempt(delivery);
                    this.track(key, this.afterFailure(key, failed, classifyFailure(error)));
                },
            };
        }
    }

    /** Resolves when few enough deliveries wait that more may be added by a process that can take its time. */
    async waitForRoom(): Promise<void> {
        while (this.running && this.waiting.size >= maxInMemory) {
            await new Promise<void>((resolve) => this.waitingForRoom.push(resolve));
        }
    }

    private enqueue(key: string, delivery: PendingDelivery | undefined): void {
        this.waiting.set(key, this.waiting.size < maxInMemory ? delivery : undefined);
        this.fill();
    }

    private fill(): void {
        for (const [key, delivery] of this.waiting) {
            if (!this.running || this.active.size >= maxActive) {
                return;
            }
            this.waiting.delete(key);
            this.track(key, this.run(key, delivery));
        }
    }

    private track(key: string, work: Promise<void>): void {
        const tracked = work
            // The store refused the writes, so the delivery is where it was: it is not lost, only late.
            .catch(() => this.retryLater(key, storeRetryDelayMs))
            .finally(() => {
                this.active.delete(tracked);
                this.releaseWaiters();
                this.fill();
            });
        this.active.add(tracked);
    }

    private releaseWaiters(): void {
        if (this.waiting.size < maxInMemory) {
            this.waitingForRoom.splice(0).forEach((resolve) => resolve());
        }
    }

    private async run(key: string, inMemory: PendingDelivery | undefined): Promise<void> {
        const delivery = inMemory ?? (await this.pending.get(key));
        if (delivery?.givenUp !== undefined) {
            await this.giveUp(key, delivery, delivery.givenUp);
        } else if (delivery !== undefined) {
            await this.attempt(key, delivery);
        }
    }

    private async attempt(key: string, delivery: PendingDelivery): Promise<void> {
        const { clock, store } = this.deps;
        let handover: Handover;
        try {
            handover = await handOverToTarget(delivery, this.deps);
        } catch (error) {
            this.countAttempt(delivery);
            const failed = { ...delivery, attempts: delivery.attempts + 1, failedAt: clock.now() };
            return this.afterFailure(key, failed, classifyFailure(error));
        }
        await store.write([...handover.writes, this.pending.del(key)]);
        this.finish(delivery, handover);
    }

    /** The target has the event. */
    private finish(delivery: PendingDelivery, handover: Handover): void {
        const { metrics, observe } = this.deps;
        handover.done();
        observe?.({
            type: "event delivered",
            eventId: readEventId(delivery.event),
            targetArn: delivery.target.Arn ?? "",
        });
        const dimensions = this.countAttempt(delivery);
        const latency = this.deps.clock.now() - delivery.acceptedAt;
        metrics.putEverywhere(dimensions, "IngestionToInvocationSuccessLatency", latency, "Milliseconds");
        metrics.putEverywhere(dimensions, "SuccessfulInvocationAttempts");
        metrics.putTotalAndRule(dimensions, "Invocations");
    }

    private countAttempt(delivery: PendingDelivery): RuleDimensions {
        const { metrics } = this.deps;
        const dimensions = metrics.dimensions(delivery.bus, delivery.rule);
        if (delivery.attempts > 0) {
            metrics.putEverywhere(dimensions, "RetryInvocationAttempts");
        }
        return dimensions;
    }

    private async afterFailure(key: string, failed: PendingDelivery, failure: DeliveryFailure): Promise<void> {
        if (!failure.retryable) {
            return this.giveUp(key, failed, { failure });
        }
        const { clock, random } = this.deps;
        const age = clock.since(failed.acceptedAt);
        const next = planRetry(failed.target.RetryPolicy, failed.attempts, age, random());
        if ("exhausted" in next) {
            return this.giveUp(key, failed, { failure, exhausted: next.exhausted });
        }
        await this.keepFor(key, failed, next.delay);
        this.observeFailure(failed, failure, { nextAttemptMs: next.delay });
    }

    /** Tries again after `delay`, also in a later process. */
    private async keepFor(key: string, failed: PendingDelivery, delay: number): Promise<void> {
        await this.deps.store.write([this.pending.put(key, { ...failed, retryAfter: delay })]);
        this.retryLater(key, delay);
    }

    /** The target will not get the event: its dead-letter queue does, or nobody. */
    private async giveUp(key: string, failed: PendingDelivery, givenUp: GivenUp): Promise<void> {
        const { clock, metrics, store, target } = this.deps;
        const deadLetter = await sendToDeadLetterQueue(failed, givenUp, target);
        if (deadLetter === "later") {
            return this.keepFor(key, { ...failed, givenUp, failedAt: clock.now() }, deadLetterRetryDelayMs);
        }
        const handover = deadLetter && "handover" in deadLetter ? deadLetter.handover : undefined;
        await store.write([...(handover?.writes ?? []), this.pending.del(key)]);
        handover?.done();
        const dimensions = metrics.dimensions(failed.bus, failed.rule);
        metrics.putTotalAndRule(dimensions, "Invocations");
        metrics.putFor(dimensions.rule, "FailedInvocations");
        if (handover !== undefined) {
            metrics.putFor(dimensions.rule, "InvocationsSentToDlq");
        }
        let lost = handover === undefined ? "the target has no dead-letter queue" : undefined;
        if (deadLetter && "refused" in deadLetter) {
            metrics.putFor(dimensions.rule, "InvocationsFailedToBeSentToDlq");
            lost = `the dead-letter queue did not take it: ${deadLetter.refused}`;
        }
        this.observeFailure(failed, givenUp.failure, { lost });
    }

    private observeFailure(
        { event, target, attempts }: PendingDelivery,
        { code, message }: DeliveryFailure,
        more: { nextAttemptMs?: number; lost?: string },
    ): void {
        this.deps.observe?.({
            type: "delivery failed",
            eventId: readEventId(event),
            targetArn: target.Arn ?? "",
            error: { type: code, message },
            attempt: attempts,
            deadLetterArn: more.lost === undefined ? target.DeadLetterConfig?.Arn : undefined,
            ...more,
        });
    }

    private retryLater(key: string, delay: number): void {
        if (this.running) {
            this.schedule(key, delay);
        }
    }

    private schedule(key: string, delay: number): void {
        const timer = this.deps.clock.after(delay, () => {
            this.retries.delete(key);
            this.enqueue(key, undefined);
        });
        this.retries.set(key, timer);
    }
}
