import type { DeliveryFailed, FunctionError, InvocationEnded, Observation } from "./observation";

/** What became of an event at one of its targets. */
export interface Delivery {
    targetArn: string;
    /** Of the function's invocation, once it has run. */
    requestId?: string;
    status: "pending" | "succeeded" | "failed";
    attempt: number;
    /** How often the function runs at most; undefined for a target that is none, or that did not take the event yet. */
    maxAttempts?: number;
    /** Of the last attempt, when it failed. */
    error?: Pick<FunctionError, "type" | "message">;
    /** After a failure, when it is tried again, in milliseconds of the cloud's time; undefined after the last. */
    nextAttemptMs?: number;
    /** Where the event is after the last failure. */
    deadLetterArn?: string;
}

/** An event on a bus, and what became of it. */
export interface DeliveredEvent {
    /** EventBridge's own id of it. */
    eventId: string;
    /** The `id` in its detail, where that has one. */
    detailId: string | undefined;
    detailType: string;
    deliveries: Delivery[];
}

/** The newest events are remembered, a kilobyte each: no machine takes so many while a command waits for what it sent. */
const maxEvents = 5_000;

/** What became of the newest events: in memory, for whoever sent one and waits for what it does. */
export class Deliveries {
    /** By EventBridge's id, in order of arrival. */
    private readonly events = new Map<string, DeliveredEvent>();
    private readonly byDetailId = new Map<string, DeliveredEvent[]>();

    observe(observation: Observation): void {
        switch (observation.type) {
            case "event accepted": {
                const { eventId, detailType, detail, targets } = observation;
                this.add({
                    eventId,
                    detailId: typeof detail.id === "string" ? detail.id : undefined,
                    detailType,
                    deliveries: targets.map((targetArn) => ({ targetArn, status: "pending", attempt: 0 })),
                });
                break;
            }
            case "event delivered":
                // A function has yet to run.
                if (service(observation.targetArn) !== "lambda") {
                    this.update(observation.eventId, observation.targetArn, { status: "succeeded" });
                }
                break;
            case "delivery failed":
                this.update(observation.eventId, observation.targetArn, failed(observation));
                break;
            case "invocation ended":
                this.endInvocation(observation);
                break;
            default:
                break;
        }
    }

    /** The events whose detail has this `id`, oldest first. */
    ofDetailId(detailId: string): DeliveredEvent[] {
        return [...(this.byDetailId.get(detailId) ?? [])];
    }

    private add(event: DeliveredEvent): void {
        const known = this.events.get(event.eventId);
        if (known !== undefined) {
            // A replay, or another bus: an event keeps its id.
            known.deliveries.push(...event.deliveries);
            return;
        }
        this.events.set(event.eventId, event);
        if (event.detailId !== undefined) {
            // Most are alone, and a set would take more room than the event.
            this.byDetailId.set(event.detailId, this.ofDetailId(event.detailId).concat(event));
        }
        const [oldest] = this.events.keys();
        if (this.events.size > maxEvents && oldest !== undefined) {
            this.forget(oldest);
        }
    }

    private forget(eventId: string): void {
        const event = this.events.get(eventId);
        this.events.delete(eventId);
        if (event?.detailId !== undefined) {
            const others = this.ofDetailId(event.detailId).filter((one) => one !== event);
            if (others.length > 0) {
                this.byDetailId.set(event.detailId, others);
            } else {
                this.byDetailId.delete(event.detailId);
            }
        }
    }

    private endInvocation(ended: InvocationEnded): void {
        const { functionName, requestId, attempt, maxAttempts, error } = ended;
        const deliveries = this.findDeliveries(ended.eventId);
        // Two rules may have the same function as target.
        const target =
            deliveries.find((delivery) => delivery.requestId === requestId) ??
            deliveries.find(
                (delivery) => delivery.requestId === undefined && delivery.targetArn.split(":")[6] === functionName,
            );
        if (target !== undefined) {
            const news: Partial<Delivery> = error === undefined ? { status: "succeeded" } : failed({ ...ended, error });
            const before = { error: undefined, nextAttemptMs: undefined, deadLetterArn: undefined };
            Object.assign(target, { ...before, requestId, attempt, maxAttempts, ...news });
        }
    }

    private update(eventId: string | undefined, targetArn: string, news: Partial<Delivery>): void {
        const target = this.findDeliveries(eventId).findLast((delivery) => delivery.targetArn === targetArn);
        if (target !== undefined) {
            Object.assign(target, news);
        }
    }

    private findDeliveries(eventId: string | undefined): Delivery[] {
        return (eventId === undefined ? undefined : this.events.get(eventId))?.deliveries ?? [];
    }
}

type Failure = Pick<DeliveryFailed, "attempt" | "error" | "nextAttemptMs" | "deadLetterArn">;

function failed({ attempt, error, nextAttemptMs, deadLetterArn }: Failure): Partial<Delivery> {
    const { type, message } = error;
    return { status: "failed", attempt, error: { type, message }, nextAttemptMs, deadLetterArn };
}

function service(arn: string): string | undefined {
    return arn.split(":")[2];
}
