import type { BillingItem } from "../../handlers/billing/item";
import type { ItemWrite } from "../../handlers/billing/stored-item";
import type { LedgerEntry, RecordTables } from "../../handlers/record-tables";

export type TableCall = keyof RecordTables;

/** The recorder's tables in memory, with what a test wants to see and to break. */
export interface MemoryTables extends RecordTables {
    items: Map<string, BillingItem>;
    /** By the key of the item. */
    journals: Map<string, readonly ItemWrite[]>;
    ledger: Map<string, LedgerEntry>;
    /** How many DynamoDB calls were made. */
    calls: number;
    /**
     * Called around each call: `before` it has done anything, `after` it has and nobody knows yet. A throw there is a
     * crash at that point; a promise lets others go first.
     */
    interrupt: (point: "before" | "after", call: TableCall) => void | Promise<void>;
    /** Called with each write of an item, as part of it: what the table's stream tells. */
    written: (former: StoredWrite | undefined, next: StoredWrite) => void;
}

export interface StoredWrite {
    item: BillingItem;
    journal: readonly ItemWrite[];
}

export function memoryTables(): MemoryTables {
    const tables: MemoryTables = {
        items: new Map(),
        journals: new Map(),
        ledger: new Map(),
        calls: 0,
        interrupt: () => undefined,
        written: () => undefined,

        read: (objectKey, eventId) =>
            call("read", () =>
                structuredClone({
                    item: tables.items.get(objectKey),
                    journal: tables.journals.get(objectKey) ?? [],
                    known: tables.ledger.get(eventId),
                }),
            ),

        find: (eventIds) =>
            call("find", () =>
                structuredClone([...tables.ledger.values()].filter(({ eventId }) => eventIds.includes(eventId))),
            ),

        put: (version, next, journal) =>
            call("put", () => {
                const item = tables.items.get(next.objectKey);
                if (item?.version !== version) {
                    return false;
                }
                const former = item && { item, journal: tables.journals.get(next.objectKey) ?? [] };
                tables.items.set(next.objectKey, structuredClone(next));
                tables.journals.set(next.objectKey, structuredClone(journal));
                tables.written(former, { item: next, journal });
                return true;
            }),

        note: (entry) =>
            call("note", () => {
                const known = tables.ledger.get(entry.eventId);
                if (known === undefined) {
                    tables.ledger.set(entry.eventId, structuredClone(entry));
                }
                return known;
            }),
    };

    async function call<T>(name: TableCall, work: () => T): Promise<T> {
        tables.calls++;
        await tables.interrupt("before", name);
        const result = work();
        await tables.interrupt("after", name);
        return result;
    }

    return tables;
}
