import { sign } from "stripe-events";

import type { Delivery, DeliveryResult } from "../state/deliveries";
import type { Endpoint } from "../state/endpoint";
import type { SnapshotEvent } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import type { DeliveryFault } from "./delivery-faults";
import type { Post } from "./post";
import { nextRetryDelay } from "./retry-schedule";
import { toThinEvent } from "../state/thin-event";
import type { Timers } from "./timers";

/** What came of one attempt to deliver an event. */
export interface DeliveryLine {
    eventId: string;
    eventType: string;
    objectId?: string;
    endpointId: string;
    url: string;
    /** The HTTP status of the answer, or the name of what kept it from coming: `ECONNREFUSED`, `timeout`. */
    status: number | string;
    /** Whether the endpoint has the event. */
    delivered: boolean;
    /** The how manieth attempt this was. */
    attempt: number;
    milliseconds: number;
    /** When the next one is. Milliseconds since the epoch; left out when there is none. */
    nextAt?: number;
}

export interface DispatcherDeps {
    state: StripeState;
    timers: Timers;
    post: Post;
    /** How many times faster retries come. */
    speed: number;
    /** Is told of each attempt. */
    log?: (line: DeliveryLine) => void;
    /** How many are on their way at once. @default 16 */
    concurrency?: number;
}

type Due = Delivery & { event: SnapshotEvent; endpoint: Endpoint };

/** Delivers events to their endpoints until these have them, or Stripe would give up. What is due is in the state alone. */
export class Dispatcher {
    /** By event and endpoint, until what came of it is kept. */
    private readonly underWay = new Map<string, Promise<void>>();
    private settled: [Delivery, DeliveryResult][] = [];
    /** Ids of events that are to come twice. */
    private readonly twice = new Set<string>();
    private readonly ended = new AbortController();
    private wakeSoon: NodeJS.Immediate | undefined;
    private cancelTimer: (() => void) | undefined;
    private unlisten: (() => void) | undefined;

    constructor(private readonly deps: DispatcherDeps) {}

    /** Takes up what is due, and from now on what becomes due. Once started, it only looks again. */
    start(): void {
        this.unlisten ??= this.deps.state.onEvents(() => this.wake());
        this.wake();
    }

    /** Ends what is under way, which is due again at the next start. */
    async stop(): Promise<void> {
        this.unlisten?.();
        this.ended.abort();
        clearImmediate(this.wakeSoon);
        this.cancelTimer?.();
        await Promise.all(this.underWay.values());
        this.keep();
    }

    /** Lets a delivery go wrong. Takes effect when it is called in the same turn in which the event was made. */
    disturb({ id }: SnapshotEvent, { isDropped, isDuplicated, delayMs }: DeliveryFault): void {
        if (isDropped) {
            this.deps.state.scheduleDeliveries(id, null);
            return;
        }
        if (delayMs > 0) {
            this.deps.state.scheduleDeliveries(id, this.deps.timers.now() + delayMs);
        }
        if (isDuplicated) {
            this.twice.add(id);
        }
    }

    /** Delivers an event now, also one that was dropped or has arrived: to one endpoint, or to all that select it. */
    resend(eventId: string, endpointId?: string): void {
        this.deps.state.scheduleDeliveries(eventId, this.deps.timers.now(), endpointId);
        this.wake();
    }

    /** In another turn, so that many answers and many events are one look and one write. */
    private wake(): void {
        this.wakeSoon ??= setImmediate(() => {
            this.wakeSoon = undefined;
            this.keep();
            this.takeDue();
        });
    }

    private keep(): void {
        const settled = this.settled;
        this.settled = [];
        if (settled.length > 0) {
            this.deps.state.settleDeliveries(settled);
            settled.forEach(([delivery]) => this.underWay.delete(nameOf(delivery)));
        }
    }

    private takeDue(): void {
        this.cancelTimer?.();
        this.cancelTimer = undefined;
        const { state, timers, concurrency = 16 } = this.deps;
        const free = concurrency - this.underWay.size;
        if (free <= 0 || this.ended.signal.aborted) {
            return;
        }
        // One instant for all: what becomes due between two would be neither due nor waited for.
        const now = timers.now();
        // Those under way are due still.
        const due = state.dueDeliveries(now, concurrency, (one) => this.underWay.has(nameOf(one)));
        due.slice(0, free).forEach((one) => this.underWay.set(nameOf(one), this.attempt(one)));
        const next = due.length > 0 ? undefined : state.nextDelivery();
        if (next !== undefined && next > now) {
            this.cancelTimer = timers.after(next - now, () => this.wake());
        }
    }

    private async attempt(due: Due): Promise<void> {
        const { event, endpoint } = due;
        const { timers, speed, log } = this.deps;
        const begun = timers.now();
        const status = endpoint.isEnabled ? await this.send(due) : "disabled";
        if (this.twice.delete(event.id) && !this.ended.signal.aborted) {
            await this.send(due);
        }
        if (this.ended.signal.aborted && typeof status === "string") {
            this.underWay.delete(nameOf(due));
            return;
        }
        const now = timers.now();
        const delivered = typeof status === "number" && status >= 200 && status < 300;
        const attempt = due.attempt + 1;
        // What was sent again had arrived before, whatever comes of it now.
        const deliveredAt = delivered ? now : (due.deliveredAt ?? undefined);
        const delay = deliveredAt !== undefined || !endpoint.isEnabled ? undefined : nextRetryDelay(attempt);
        const nextAt = delay === undefined ? undefined : now + Math.ceil(delay / speed);
        this.settled.push([due, { status, deliveredAt, nextAt }]);
        this.wake();
        log?.({
            eventId: event.id,
            eventType: event.type,
            objectId: event.data.object.id,
            endpointId: endpoint.id,
            url: endpoint.url,
            status,
            delivered,
            attempt,
            milliseconds: now - begun,
            nextAt,
        });
    }

    private send({ event, endpoint }: Due): Promise<number | string> {
        const body = JSON.stringify(endpoint.payload === "thin" ? toThinEvent(event) : event);
        const signature = sign(body, endpoint.secret, Math.floor(this.deps.timers.now() / 1000));
        return this.deps.post({ url: endpoint.url, body, signature, signal: this.ended.signal });
    }
}

function nameOf({ eventId, endpointId }: Delivery): string {
    return `${eventId} ${endpointId}`;
}
