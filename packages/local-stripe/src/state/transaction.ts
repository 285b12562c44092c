import { createScene, newId, type IdKind, type Random, type Scene } from "stripe-events";

import type { KeptAnswer } from "./answers";
import { endpointKinds, selects } from "./endpoint";
import type { Filters } from "./filter";
import { previousAttributes } from "./previous-attributes";
import type { Outage, Unmade } from "./outage";
import type { SnapshotEvent, StripeObject } from "./stripe-object";
import type { Tables } from "./tables";
import { findUrl } from "./urls";

/** In whose name changes are made, and by which request. */
export interface TransactOptions {
    /** The connected account, `acct_…`. @default the platform's own */
    account?: string;
    /** The request that makes them, for their events. */
    request?: { id: string; idempotency_key: string | null };
    /** When they happen, in milliseconds since the epoch. @default now */
    now?: number;
    /** What the ids of their events are drawn from. @default the state's */
    random?: Random;
    /** Which of their events are not made. @default the state's */
    outage?: Outage;
}

/** Changes that are all kept or none. */
export class Transaction {
    /** The events that the changes made. */
    readonly events: SnapshotEvent[] = [];
    /** Those that were not made. */
    readonly unmade: Unmade[] = [];
    private readonly account: string;

    constructor(
        private readonly tables: Tables,
        private readonly options: TransactOptions,
        private readonly apiVersion: string,
        private readonly random: Random,
        /** Milliseconds since the epoch. */
        readonly now: number,
    ) {
        this.account = options.account ?? "";
    }

    /** Now in whole seconds, as Stripe's times are. */
    get seconds(): number {
        return Math.floor(this.now / 1000);
    }

    newId(kind: IdKind): string {
        return newId(kind, this.random);
    }

    /** What builders of objects draw from: now, and with these ids. */
    scene(ids: Partial<Record<IdKind, string>> = {}): Scene {
        return createScene({ random: this.random, now: this.seconds, age: 0, livemode: false, ids });
    }

    get(kind: string, id: string): StripeObject | undefined {
        return this.tables.objects.get(this.account, kind, id);
    }

    /** All that meet the filters, newest first. */
    find(kind: string, filters: Filters): StripeObject[] {
        return this.tables.objects.list(this.account, kind, { limit: Number.MAX_SAFE_INTEGER - 1 }, filters).data;
    }

    /** Makes an object, and an event when `eventType` is given. */
    create(object: StripeObject, eventType?: string): StripeObject {
        this.tables.objects.insert(this.account, object, this.seconds);
        this.noteEndpoint(object.object);
        if (eventType !== undefined) {
            this.emit(eventType, object);
        }
        return object;
    }

    /**
     * Sets the members that `patch` has. When that changes nothing there is no event; else one of each type given, the first
     * with `previous_attributes` if its name ends in `updated`, as Stripe's do.
     *
     * @throws Error when there is no such object
     */
    update(
        kind: string,
        id: string,
        patch: Readonly<Record<string, unknown>>,
        eventType: string | readonly string[] = [],
    ): StripeObject {
        const before = this.get(kind, id);
        if (before === undefined) {
            throw new Error(`there is no ${kind} ${id}`);
        }
        // As JSON has it: a member that is undefined is gone.
        const after = JSON.parse(JSON.stringify({ ...before, ...patch })) as StripeObject;
        const previous = previousAttributes(before, after);
        if (previous === undefined) {
            return before;
        }
        this.tables.objects.replace(this.account, after);
        this.noteEndpoint(kind);
        for (const type of typeof eventType === "string" ? [eventType] : eventType) {
            this.emit(type, after, type.endsWith("updated") ? previous : undefined);
        }
        return after;
    }

    /** Deletes an object; the event has it as it was, with `deleted: true`. Does nothing when there is none. */
    remove(kind: string, id: string, eventType?: string): void {
        const object = this.get(kind, id);
        if (object === undefined || object.deleted === true) {
            return;
        }
        this.tables.objects.delete(this.account, kind, id);
        this.noteEndpoint(kind);
        if ((endpointKinds as readonly string[]).includes(kind)) {
            this.tables.deliveries.drop(id);
        }
        if (eventType !== undefined) {
            this.emit(eventType, { ...object, deleted: true });
        }
    }

    /** Makes an event, and a delivery to each endpoint that selects it. */
    emit(eventType: string, object: StripeObject, previous?: Record<string, unknown>): void {
        // What happens to a connected account happens in it: https://docs.stripe.com/connect/webhooks
        const account = object.object === "account" ? object.id : this.options.account;
        const event = this.makeEvent(eventType, {
            ...(account === undefined ? {} : { account }),
            data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
            request: this.options.request ?? { id: null, idempotency_key: null },
        });
        // An alert names an object, so the events of others are made.
        const url = findUrl(object);
        if (url !== undefined && this.options.outage?.fails(eventType) === true) {
            this.unmade.push({ eventType, account, object, url });
            return;
        }
        this.keepEvent(event);
    }

    /** Makes the alert of an event that was not made, in the platform's own account. */
    alert({ eventType, account, object, url }: Unmade): void {
        const scene = this.scene();
        const event = this.makeEvent("v2.core.health.event_generation_failure.resolved", {
            data: { object: { id: object.id, object: object.object } },
            request: { id: null, idempotency_key: null },
            alert: {
                alert_id: `halert_${scene.text(44)}`,
                grouping_key: `_grouping_${scene.text(49)}`,
                impact: {
                    ...(account === undefined ? {} : { context: account }),
                    event_type: eventType,
                    related_object: { id: object.id, type: object.object, url },
                },
                resolved_at: new Date(this.seconds * 1000).toISOString(),
                severity: "critical",
                summary: "We have failed to create a notification for your Stripe account.",
            },
        });
        this.keepEvent(event);
    }

    private makeEvent(
        type: string,
        members: Pick<SnapshotEvent, "account" | "data" | "request" | "alert">,
    ): SnapshotEvent {
        return {
            id: newId("event", this.random),
            object: "event",
            api_version: this.apiVersion,
            created: this.seconds,
            livemode: false,
            pending_webhooks: 0,
            type,
            ...members,
        };
    }

    private keepEvent(event: SnapshotEvent): void {
        const endpoints = this.tables.endpoints().filter((endpoint) => selects(endpoint, event));
        event.pending_webhooks = endpoints.length;
        this.tables.events.insert(event.account ?? "", event);
        endpoints.forEach(({ id }) => this.tables.deliveries.insert(event.id, id, this.now));
        this.events.push(event);
    }

    /** Keeps what a request with an idempotency key is answered, together with its changes. */
    keepAnswer(key: string, answer: KeptAnswer): void {
        this.tables.answers.keep(this.account, key, answer, this.now);
    }

    private noteEndpoint(kind: string): void {
        if ((endpointKinds as readonly string[]).includes(kind)) {
            this.tables.forgetEndpoints();
        }
    }
}
