import type { BillingItem } from "../../handlers/billing/item";
import type { LedgerEntry, RecordTables } from "../../handlers/record-tables";

/** The recorder's tables in memory, with what a test wants to see and to break. */
export interface MemoryTables extends RecordTables {
    items: Map<string, BillingItem>;
    ledger: Map<string, LedgerEntry>;
    /** How many DynamoDB calls were made. */
    calls: number;
    /**
     * Called around each call: `before` it has done anything, `after` it has and nobody knows yet. A throw there is a
     * crash at that point; a promise lets others go first.
     */
    interrupt: (point: "before" | "after", call: "read" | "write" | "note") => void | Promise<void>;
}

export function memoryTables(): MemoryTables {
    const tables: MemoryTables = {
        items: new Map(),
        ledger: new Map(),
        calls: 0,
        interrupt: () => undefined,

        read: (objectKey, eventId) =>
            call("read", () =>
                structuredClone({ item: tables.items.get(objectKey), known: tables.ledger.get(eventId) }),
            ),

        write: (version, next, entry) =>
            call("write", () => {
                const current = next && tables.items.get(next.objectKey)?.version;
                if (tables.ledger.has(entry.eventId) || (next !== undefined && current !== version)) {
                    return false;
                }
                tables.ledger.set(entry.eventId, structuredClone(entry));
                if (next !== undefined) {
                    tables.items.set(next.objectKey, structuredClone(next));
                }
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

    async function call<T>(name: "read" | "write" | "note", work: () => T): Promise<T> {
        tables.calls++;
        await tables.interrupt("before", name);
        const result = work();
        await tables.interrupt("after", name);
        return result;
    }

    return tables;
}
