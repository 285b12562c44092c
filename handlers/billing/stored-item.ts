import { deflateSync, inflateSync } from "node:zlib";

import { canonicalJson, type Hash } from "./canonical";
import type { Decision } from "./decide";
import type { BillingItem, EventMemory, Memory } from "./item";
import { isRead } from "./read";
import { fromStorable, toStorable } from "./storable-json";

/** A write of an item, with what the ledger has to say of its event. */
export interface ItemWrite {
    id: string;
    type: string;
    outcome: Decision["outcome"];
    reason: string;
    /** The endpoint at Stripe that the event came by, if by one. */
    endpoint?: string;
    /** The thin event by which it was read, if by one. */
    thinEventId?: string;
    /** When, in milliseconds since the epoch. */
    at: number;
}

type Shown = Omit<BillingItem, "memory">;

/** What is kept with an item, and for nobody but the recorder: in a form that DynamoDB keeps as it is. */
interface Kept {
    memory: unknown;
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
    const seconds = memory.seconds.map((second) => ({ ...second, events: second.events.map(toStoredMemory) }));
    const kept = { memory: { ...memory, seconds }, journal };
    const packed = packerFor(shown).pack(kept);
    const { length } = packed;
    return { ...shown, object: toStorable(item.object), ...(length <= maxPackedBytes ? { memory: packed } : kept) };
}

function toStoredMemory(event: EventMemory): Hash {
    const { previous, set, unset } = event;
    return {
        ...event,
        ...(previous !== undefined && { previous: toStorable(previous) }),
        ...(set !== undefined && { set: toStorable(set) }),
        ...(unset !== undefined && { unset: toStorable(unset) }),
    };
}

/** The item that the state table holds. */
export function fromStoredItem(stored: Hash): BillingItem {
    return readStoredItem(stored).item;
}

/** The item that the state table holds, and its last writes. Without a memory, it remembers the event that wrote it. */
export function readStoredItem(stored: Hash): { item: BillingItem; journal: readonly ItemWrite[] } {
    const shown = readShown(stored);
    const { eventId: id, eventType: type, eventCreated: created } = shown;
    const kept: Partial<Kept> = stored.memory instanceof Uint8Array ? packerFor(shown).unpack(stored.memory) : stored;
    const written = [{ id, type }];
    const {
        memory = isRead({ type }) ? { seconds: [], read: written[0] } : { seconds: [{ created, events: written }] },
    } = kept;
    const { journal = [] } = kept;
    return { item: { ...shown, memory: fromStorable(memory) as Memory }, journal };
}

/** The item that the state table holds, without what is remembered, and without the mark of a change that is redriven. */
export function readShown(stored: Hash): Shown {
    const { memory: _memory, journal: _journal, redriven: _redriven, ...shown } = stored;
    return fromStorable(shown) as Shown;
}

/** Packs what is kept with an item by what it mostly repeats: the object, and the event that it is of. */
function packerFor({ objectKey, object, eventId, eventType }: Shown) {
    const dictionary = Buffer.from(canonicalJson([object, eventId, eventType]));
    return {
        /** The times of the last writes, each in six bytes, after their number in one; then the rest in JSON, deflated. */
        pack({ memory, journal }: Kept): Buffer {
            const times = Buffer.alloc(1 + timeBytes * journal.length, journal.length);
            const writes = journal.map(({ at, ...write }, index) => {
                times.writeUIntBE(at, 1 + timeBytes * index, timeBytes);
                return write;
            });
            return Buffer.concat([times, deflateSync(JSON.stringify({ memory, journal: writes }), { dictionary })]);
        },
        unpack(packed: Uint8Array): Kept {
            try {
                const bytes = Buffer.from(packed);
                const deflated = bytes.subarray(1 + timeBytes * bytes.readUInt8());
                const { memory, journal } = JSON.parse(inflateSync(deflated, { dictionary }).toString()) as Kept;
                const readTime = (index: number) => bytes.readUIntBE(1 + timeBytes * index, timeBytes);
                return { memory, journal: journal.map((write, index) => ({ ...write, at: readTime(index) })) };
            } catch (error) {
                const message = `the memory of ${objectKey} belongs to another object: was the item changed by hand? Remove its attribute memory, and redrive the event`;
                throw new Error(message, { cause: error });
            }
        },
    };
}
