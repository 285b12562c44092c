import { seededRandom, type Random } from "stripe-events";
import { randomUUID } from "node:crypto";
import Stripe from "stripe";

import type { KeptAnswer } from "./answers";
import type { Delivery, DeliveryResult } from "./deliveries";
import type { Endpoint } from "./endpoint";
import type { EventFilters } from "./events";
import type { Filters } from "./filter";
import type { Outage, Unmade } from "./outage";
import type { Page, PageOptions } from "./page";
import { Sqlite } from "./sqlite";
import type { SnapshotEvent, StripeObject } from "./stripe-object";
import { Tables } from "./tables";
import { Transaction, type TransactOptions } from "./transaction";

export interface ListOptions extends PageOptions {
    filters?: Filters;
}

export interface StateOptions {
    /** The SQLite file. In memory when left out. */
    file?: string;
    /** Milliseconds since the epoch. */
    now?: () => number;
    /** What ids are drawn from. */
    random?: Random;
}

/**
 * Objects, the events that their changes made, and the deliveries of these. What `account` names is a connected account,
 * whose objects are apart from the platform's own, which are those without one.
 */
export class StripeState {
    readonly now: () => number;
    readonly random: Random;
    private readonly tables: Tables;
    private outage: Outage | undefined;
    private readonly listeners = new Set<(events: readonly SnapshotEvent[]) => void>();

    /** @throws Error that names the file when it cannot be opened */
    constructor({ file, now = Date.now, random = seededRandom(randomUUID()) }: StateOptions = {}) {
        this.tables = new Tables(Sqlite.open(file));
        this.now = now;
        this.random = random;
    }

    /** @param kind Stripe's `object` */
    get(kind: string, id: string, account = ""): StripeObject | undefined {
        return this.tables.objects.get(account, kind, id);
    }

    /**
     * A page, newest first.
     *
     * @throws Error when `startingAfter` or `endingBefore` names no object
     */
    list(kind: string, { filters, ...page }: ListOptions, account = ""): Page<StripeObject> {
        return this.tables.objects.list(account, kind, page, filters);
    }

    /**
     * Keeps all that `work` changes, with the events of the changes and their deliveries; nothing of it when `work` throws.
     * It is on the disk when this returns.
     */
    transact<T>(work: (transaction: Transaction) => T, options: TransactOptions = {}): T {
        const { random = this.random, now = this.now(), outage = this.outage } = options;
        const transaction = new Transaction(this.tables, { ...options, outage }, Stripe.API_VERSION, random, now);
        let result: T;
        try {
            result = this.tables.sqlite.transact(() => work(transaction));
        } catch (error) {
            this.tables.forgetEndpoints();
            throw error;
        }
        outage?.unmade.push(...transaction.unmade);
        if (transaction.events.length > 0) {
            this.listeners.forEach((listener) => listener(transaction.events));
        }
        return result;
    }

    /**
     * Makes no events from now on, or none of the types that `fails`. What this returns ends it: an alert of each event that
     * was not made comes then.
     */
    failEvents(fails: Outage["fails"] = () => true): () => readonly SnapshotEvent[] {
        const outage: Outage = { fails, unmade: [] };
        this.outage = outage;
        return () => {
            this.outage = undefined;
            return this.alert(outage.unmade.splice(0));
        };
    }

    /** Makes the alerts of events that were not made. */
    alert(unmade: readonly Unmade[], options: TransactOptions = {}): readonly SnapshotEvent[] {
        return this.transact((transaction) => {
            unmade.forEach((one) => transaction.alert(one));
            return transaction.events;
        }, options);
    }

    /** Calls `listener` with the events of each transaction, once they are kept. Returns what ends that. */
    onEvents(listener: (events: readonly SnapshotEvent[]) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** An event that is not older than 30 days. */
    getEvent(id: string, account = ""): SnapshotEvent | undefined {
        return this.tables.events.get(account, id, Math.floor(this.now() / 1000));
    }

    /** Keeps an event that was made elsewhere, or shows what it is now. It is not delivered. */
    keepEvent(event: SnapshotEvent): void {
        this.tables.sqlite.transact(() => this.tables.events.replace(event.account ?? "", event));
    }

    /**
     * A page of the last 30 days' events, newest first.
     *
     * @throws Error when `startingAfter` or `endingBefore` names no event
     */
    listEvents(page: PageOptions, filters: EventFilters = {}, account = ""): Page<SnapshotEvent> {
        return this.tables.events.list(account, page, filters, Math.floor(this.now() / 1000));
    }

    endpoints(): readonly Endpoint[] {
        return this.tables.endpoints();
    }

    /**
     * The deliveries that are to be tried at `now` (milliseconds), the longest due first.
     *
     * @param isUnderWay of which the event is not read: most of those that are due, while many are. @default none
     */
    dueDeliveries(
        now: number,
        limit: number,
        isUnderWay: (delivery: Delivery) => boolean = () => false,
    ): (Delivery & { event: SnapshotEvent; endpoint: Endpoint })[] {
        const endpoints = new Map(this.endpoints().map((endpoint) => [endpoint.id, endpoint]));
        const due = this.tables.deliveries.due(now, limit).filter((delivery) => !isUnderWay(delivery));
        return due.flatMap((delivery) => {
            const event = this.tables.events.find(delivery.eventId);
            const endpoint = endpoints.get(delivery.endpointId);
            return event === undefined || endpoint === undefined ? [] : [{ ...delivery, event, endpoint }];
        });
    }

    /** When the next delivery is due, in milliseconds since the epoch. */
    nextDelivery(): number | undefined {
        return this.tables.deliveries.nextDue();
    }

    /** Notes what came of an attempt. */
    settleDelivery(delivery: Delivery, result: DeliveryResult): void {
        this.tables.deliveries.settle(delivery, result);
    }

    /** Notes what came of several attempts, which are all kept or none. */
    settleDeliveries(settled: readonly (readonly [Delivery, DeliveryResult])[]): void {
        this.tables.sqlite.transact(() =>
            settled.forEach(([delivery, result]) => this.tables.deliveries.settle(delivery, result)),
        );
    }

    /** Delivers an event at `nextAt` (milliseconds), or with null never: to one endpoint, or to all that select it. */
    scheduleDeliveries(eventId: string, nextAt: number | null, endpointId?: string): void {
        this.tables.deliveries.schedule(eventId, nextAt, endpointId);
    }

    /** Where an event is on its way to, or has arrived. */
    deliveriesOf(eventId: string): Delivery[] {
        return this.tables.deliveries.of(eventId);
    }

    /** What a request with this idempotency key was answered in the last 24 hours. */
    keptAnswer(key: string, account = ""): KeptAnswer | undefined {
        return this.tables.answers.get(account, key, this.now());
    }

    close(): void {
        this.tables.sqlite.close();
    }
}
