import { type Level, openLevel } from "./leveldb/open-level";

/** One change to the store. Several in one batch happen together or not at all. */
export type Write = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

/** A part of the store: string keys in byte order, JSON values of one type. */
export interface Collection<T> {
    get(key: string): Promise<T | undefined>;
    /** The write that sets `key` to `value`, to be given to `Store.write`. */
    put(key: string, value: T): Write;
    /** The write that removes `key`, to be given to `Store.write`. */
    del(key: string): Write;
    /** Entries in key order; only keys that start with `prefix`, and come after `after`, when given. */
    entries(options?: { prefix?: string; after?: string; limit?: number }): AsyncIterable<[key: string, value: T]>;
}

/** Sorts before every character that a collection's name may hold, so that collections cannot overlap. */
const separator = "\u0000";
/** Sorts after every key. */
const last = "\uffff";

/**
 * What the local cloud keeps, apart from DynamoDB's tables: one LevelDB. A write is in the operating system's hands
 * when its promise resolves, so it survives the end of this process by any signal.
 */
export class Store {
    private lastId = 0;

    private constructor(private readonly db: Level) {}

    /** Opens the store in `folder` (made if missing), or one that lives in memory alone when `folder` is undefined. */
    static async open(folder: string | undefined): Promise<Store> {
        return new Store(await openLevel(folder));
    }

    /** The part of the store called `name`. */
    collection<T>(name: string): Collection<T> {
        const start = name + separator;
        const { db } = this;
        return {
            get: async (key) => (await db.get(start + key)) as T | undefined,
            put: (key, value) => ({ type: "put", key: start + key, value }),
            del: (key) => ({ type: "del", key: start + key }),
            async *entries({ prefix = "", after, limit } = {}) {
                const lower = after === undefined ? { gte: start + prefix } : { gt: start + after };
                const range = { ...lower, lt: start + prefix + last, limit: limit ?? -1 };
                for await (const [key, value] of db.iterator(range)) {
                    yield [key.slice(start.length), value as T];
                }
            },
        };
    }

    /** Applies all of `writes`, or none. */
    async write(writes: readonly Write[]): Promise<void> {
        if (writes.length > 0) {
            await this.db.batch([...writes]);
        }
    }

    /** A new key that sorts after every one given before, also by earlier processes. */
    orderedId(): string {
        // Microseconds: one millisecond holds a thousand ids before the counter runs ahead of the clock.
        this.lastId = Math.max(this.lastId + 1, Date.now() * 1000);
        return this.lastId.toString(36).padStart(11, "0");
    }

    async close(): Promise<void> {
        await this.db.close();
    }
}
