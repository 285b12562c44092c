import { deflateSync, inflateSync } from "node:zlib";

import { canonicalJson, type Hash } from "./canonical";
import type { Decision } from "./decide";
import type { BillingItem, EventMemory, Memory } from "./item";
import { fromStorable, jsonText, toStorable } from "./storable";

/** A write of an item, with what the ledger has to say of its event. */
export interface ItemWrite {
    id: string;
    type: string;
    outcome: Decision["outcome"];
    reason: string;
    /** When, in milliseconds since the epoch. */
    at: number;
}

type Shown = Omit<BillingItem, "memory">;

/** What is kept with an item, and for nobody but the recorder. */
interface Kept {
    memory: Memory;
    journal: readonly ItemWrite[];
}

/** A larger one stands as maps, which take no more than `maxBytes` in history.ts allows; text may take more. */
const maxPackedBytes = 64 * 1024;

/** Of fixed width, so that a size does not depend on the moment. Milliseconds take six bytes until the year 10889. */
const timeBytes = 6;

/**
 * The item as the state table holds it: what comes from events, in a form that DynamoDB keeps as it is; and what is
 * remembered, packed, as it says again most of what the object says.
 *
 * @param journal the item's last writes, as far as nobody has looked for their ledger entries
 */
export function toStoredItem(item: BillingItem, journal: readonly ItemWrite[] = []): Hash {
    const { memory, ...shown } = item;
    const packed = pack(item, { memory, journal });
    return {
        ...shown,
        object: toStorable(item.object),
        ...(packed.length <= maxPackedBytes ? { memory: packed } : { memory: toStoredMemory(memory), journal }),
    };
}

/** The item that the state table holds. */
export function fromStoredItem(stored: Hash): BillingItem {
    return readStoredItem(stored).item;
}

/** The item that the state table holds, without what is remembered. */
export function shownOf(stored: Hash): Shown {
    const { memory: _memory, journal: _journal, ...shown } = stored;
    return fromStorable(shown) as Shown;
}

/** The item that the state table holds, and its last writes. */
export function readStoredItem(stored: Hash): { item: BillingItem; journal: readonly ItemWrite[] } {
    const { memory, journal = [] } = stored;
    const shown = shownOf(stored);
    const kept = memory instanceof Uint8Array ? unpack(shown, memory) : (fromStorable({ memory, journal }) as Kept);
    return { item: { ...shown, memory: kept.memory }, journal: kept.journal };
}

/** The times of the last writes, each in six bytes, after their number in one; then the rest in JSON text, deflated. */
function pack(item: Shown, { memory, journal }: Kept): Buffer {
    const times = Buffer.alloc(1 + timeBytes * journal.length, journal.length);
    const writes = journal.map(({ at, ...write }, index) => {
        times.writeUIntBE(at, 1 + timeBytes * index, timeBytes);
        return write;
    });
    const dictionary = dictionaryOf(item);
    return Buffer.concat([times, deflateSync(jsonText({ memory, journal: writes }), { dictionary })]);
}

function unpack(item: Shown, packed: Uint8Array): Kept {
    try {
        const bytes = Buffer.from(packed);
        const deflated = bytes.subarray(1 + timeBytes * bytes.readUInt8());
        const kept = JSON.parse(inflateSync(deflated, { dictionary: dictionaryOf(item) }).toString()) as Kept;
        const timeOf = (index: number) => bytes.readUIntBE(1 + timeBytes * index, timeBytes);
        return { ...kept, journal: kept.journal.map((write, index) => ({ ...write, at: timeOf(index) })) };
    } catch (error) {
        const message = `the memory of ${item.objectKey} belongs to another object: was the item changed by hand? Delete it, and replay its events`;
        throw new Error(message, { cause: error });
    }
}

/** What the memory repeats: the object, and the event that it is of. */
function dictionaryOf({ object, eventId, eventType }: Shown): Buffer {
    return Buffer.from(canonicalJson([object, eventId, eventType]));
}

function toStoredMemory(memory: Memory): Hash {
    const seconds = memory.seconds.map((second) => ({ ...second, events: second.events.map(toStoredEvent) }));
    return { ...memory, seconds };
}

function toStoredEvent(event: EventMemory): Hash {
    const { previous, set, unset } = event;
    return {
        ...event,
        ...(previous !== undefined && { previous: toStorable(previous) }),
        ...(set !== undefined && { set: toStorable(set) }),
        ...(unset !== undefined && { unset: toStorable(unset) }),
    };
}
