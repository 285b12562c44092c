import { PutEventsCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";

import { countEntryBytes, makeBusEntry, maxEntryBytes, type BusEntry } from "../bus-entry";
import type { StripeEvent } from "../stripe-event";

export interface BusWriterDeps {
    bus: Pick<EventBridgeClient, "send">;
    busName: string;
    wait: (milliseconds: number) => Promise<unknown>;
}

export interface BusWriter {
    /**
     * Puts events on the bus as the receiver would, and names `recoveredResource` among their resources.
     *
     * @returns those that the bus has; the others are larger than it takes
     * @throws Error when the bus refuses others again and again
     */
    put(events: readonly StripeEvent[]): Promise<readonly StripeEvent[]>;
}

/** In the `resources` of an event on the bus: it was missed, and read from Stripe's API later. */
export const recoveredResource = "stripe-eventbridge:recovered";

/** PutEvents takes 10 entries, of 1 MB together (Amazon EventBridge API reference, PutEvents). */
const maxEntries = 10;
const maxRequestBytes = 1024 * 1024;
const maxAttempts = 5;

export function createBusWriter({ bus, busName, wait }: BusWriterDeps): BusWriter {
    async function putBatch(batch: readonly BusEntry[]): Promise<void> {
        let left = batch;
        for (let attempt = 1; ; attempt++) {
            const { Entries = [] } = await bus.send(new PutEventsCommand({ Entries: [...left] }));
            const failure = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
            if (failure === undefined) {
                return;
            }
            left = left.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
            if (attempt === maxAttempts) {
                const why = `${failure.ErrorCode}: ${failure.ErrorMessage}`;
                throw new Error(`the bus ${busName} refuses ${left.length} of ${batch.length} events (${why})`);
            }
            await wait(100 * 4 ** attempt);
        }
    }

    return {
        async put(events) {
            const entries = events.map((event) => ({ event, entry: makeEntry(busName, event) }));
            const fitting = entries.filter(({ entry }) => countEntryBytes(entry) <= maxEntryBytes);
            for (const batch of makeBatches(fitting.map(({ entry }) => entry))) {
                await putBatch(batch);
            }
            return fitting.map(({ event }) => event);
        },
    };
}

function makeEntry(busName: string, event: StripeEvent): BusEntry {
    return { ...makeBusEntry(busName, event, JSON.stringify(event)), Resources: [recoveredResource] };
}

function makeBatches(entries: readonly BusEntry[]): BusEntry[][] {
    const batches: BusEntry[][] = [];
    let bytes = 0;
    for (const entry of entries) {
        const size = countEntryBytes(entry);
        const batch = batches.at(-1);
        if (batch === undefined || batch.length === maxEntries || bytes + size > maxRequestBytes) {
            batches.push([entry]);
            bytes = size;
        } else {
            batch.push(entry);
            bytes += size;
        }
    }
    return batches;
}
