import { Database, type Write } from "./database";

export type { Write } from "./database";

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
/** Sorts after every key: the last of Unicode's characters. */
const last = "\u{10ffff}";

/** What the local cloud keeps, apart from DynamoDB's tables: parts of one database, which says how durable a write is. */
export class Store {
    private lastId = 0;

    constructor(private readonly db: Database) {}

    /** Opens the store in `folder` (made if missing), or one that lives in memory alone when `folder` is undefined. */
    static open(folder: string | undefined): Store {
        return new Store(Database.open(folder));
    }

    /** The part of the store called `name`. */
    collection<T>(name: string): Collection<T> {
        const start = name + separator;
        const { db } = this;
        return {
            get: (key) => Promise.resolve(db.get(start + key) as T | undefined),
            put: (key, value) => ({ type: "put", key: start + key, value }),
            del: (key) => ({ type: "del", key: start + key }),
            async *entries({ prefix = "", after, limit } = {}) {
                const lower = after === undefined ? { gte: start + prefix } : { gt: start + after };
                const range = { ...lower, lt: start + prefix + last, limit };
                for await (const [key, value] of db.entries(range)) {
                    yield [key.slice(start.length), value as T];
                }
            },
        };
    }

    /** Applies all of `writes`, or none, in one commit with what others write in the same turn. */
    write(writes: readonly Write[]): Promise<void> {
        return this.db.commit(writes);
    }

    /** A new key that sorts after every one given before, also by earlier processes. */
    orderedId(): string {
        // Microseconds: one millisecond holds a thousand ids before the counter runs ahead of the clock.
        this.lastId = Math.max(this.lastId + 1, Date.now() * 1000);
        return this.lastId.toString(36).padStart(11, "0");
    }

    close(): void {
        this.db.close();
    }
}
