import type { Random } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/** What one story sees and changes of Stripe's state, at the story's own time. */
export class World {
    private transaction: Transaction | undefined;

    /** @param random what the story draws its names, ids and amounts from */
    constructor(readonly random: Random) {}

    /** Gives the story one step: what it does within `step` is one transaction. */
    during<T>(transaction: Transaction, step: () => T): T {
        this.transaction = transaction;
        try {
            return step();
        } finally {
            this.transaction = undefined;
        }
    }

    /** The story's time, in seconds since the epoch. */
    get now(): number {
        return this.changes.seconds;
    }

    /** @throws Error when there is no such object */
    get(kind: string, id: string): StripeObject {
        const object = this.changes.get(kind, id);
        if (object === undefined) {
            throw new Error(`there is no ${kind} ${id}`);
        }
        return object;
    }

    has(kind: string, id: string): boolean {
        return this.changes.get(kind, id) !== undefined;
    }

    /**
     * Makes an object, and an event when `eventType` is given.
     *
     * @throws Error when there is one with its id
     */
    create(object: object, eventType?: string): void {
        const made = object as StripeObject;
        if (this.has(made.object, made.id)) {
            throw new Error(`there is a ${made.object} ${made.id} already: the story was told with this seed before`);
        }
        this.changes.create(made, eventType);
    }

    /** Sets members of an object, and makes an event of each type. */
    update(kind: string, id: string, patch: Readonly<Record<string, unknown>>, ...eventTypes: string[]): StripeObject {
        return this.changes.update(kind, id, patch, eventTypes);
    }

    remove(kind: string, id: string, eventType: string): void {
        this.changes.remove(kind, id, eventType);
    }

    /** Makes an event that changes nothing. */
    emit(eventType: string, object: object): void {
        this.changes.emit(eventType, object as StripeObject);
    }

    private get changes(): Transaction {
        if (this.transaction === undefined) {
            throw new Error("a story changes the world only in its own steps");
        }
        return this.transaction;
    }
}
