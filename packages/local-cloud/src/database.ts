import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";

/** One change. Several in one batch happen together or not at all. */
export type Write = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

/** Keys from (`gte`, `gt`) and to (`lt`), in ascending order unless `reverse`. */
export interface KeyRange {
    gte?: string;
    gt?: string;
    lt?: string;
    reverse?: boolean;
    limit?: number;
}

/** In a data folder: everything that the local cloud keeps but functions' code. */
const databaseFile = "cloud.sqlite";
/** In a data folder: the id of the process that opened it last, so of the one that has it open. */
const holderFile = "PID";

/** How many entries are read at once. */
const readStep = 200;

/** So many values are shared: an object's events come one after the other, and each reads its item twice. */
const maxShared = 200;
/** In characters of JSON; longer values are read each time. */
const maxSharedLength = 32 * 1024;

const comparisons = { gte: ">=", gt: ">", lt: "<" } as const;

/**
 * Text keys in the order of their UTF-8 bytes, JSON values: one SQLite file. A write is in the operating system's hands
 * when `write` returns, so it survives the end of this process by any signal; the end of the machine loses the newest
 * writes at most (write-ahead log, `synchronous = NORMAL`: https://sqlite.org/pragma.html#pragma_synchronous).
 */
export class Database {
    private readonly statements = new Map<string, StatementSync>();
    /** What `getShared` gave last, by key; the value used last is the last. */
    private readonly shared = new Map<string, unknown>();
    private waiting: { writes: readonly Write[]; resolve: () => void; reject: (error: unknown) => void }[] = [];

    private constructor(
        private readonly sqlite: DatabaseSync,
        private readonly place: string,
    ) {}

    /**
     * Opens the database in `folder` (made if missing), or one that lives in memory alone when `folder` is undefined.
     *
     * @throws Error that names the file and says what to do: it is damaged, no database, or another process has it
     */
    static open(folder: string | undefined): Database {
        if (folder === undefined) {
            return Database.prepare(new DatabaseSync(":memory:"), ":memory:");
        }
        const file = path.join(folder, databaseFile);
        let sqlite: DatabaseSync | undefined;
        try {
            mkdirSync(folder, { recursive: true });
            sqlite = new DatabaseSync(file);
            const database = Database.prepare(sqlite, file);
            hold(folder);
            return database;
        } catch (error) {
            sqlite?.close();
            throw new Error(`${file} ${whatIsWrong(folder, error as Error)}`, { cause: error });
        }
    }

    get(key: string): unknown {
        const text = this.read(key);
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
    }

    /** As `get`, but while the entry stands, everyone may get the same value: nobody may change it. */
    getShared(key: string): unknown {
        let value = this.shared.get(key);
        if (value !== undefined) {
            this.shared.delete(key);
        } else {
            const text = this.read(key);
            if (text === undefined) {
                return undefined;
            }
            value = JSON.parse(text) as unknown;
            if (text.length > maxSharedLength) {
                return value;
            }
        }
        this.shared.set(key, value);
        if (this.shared.size > maxShared) {
            const [oldest] = this.shared.keys();
            this.shared.delete(oldest as string);
        }
        return value;
    }

    /** Reads some entries at a time, a turn each: what is written meanwhile, further on, is read too. */
    async *entries(range: KeyRange): AsyncIterable<[key: string, value: unknown]> {
        let { limit = -1, ...rest } = range;
        for (;;) {
            const step = limit < 0 ? readStep : Math.min(limit, readStep);
            const rows = this.select(rest, step);
            for (const { key, value } of rows) {
                yield [key, JSON.parse(value) as unknown];
            }
            const last = rows.at(-1);
            if (last === undefined || rows.length < step || rows.length === limit) {
                return;
            }
            limit = limit < 0 ? limit : limit - rows.length;
            await setImmediate();
            rest = after(rest, last.key);
        }
    }

    /** Applies all of `writes`, or none. */
    write(writes: readonly Write[]): void {
        if (writes.length === 0) {
            return;
        }
        const put = this.statement(
            "INSERT INTO entries VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        );
        const del = this.statement("DELETE FROM entries WHERE key = ?");
        this.transaction(() => {
            for (const write of writes) {
                this.shared.delete(write.key);
                if (write.type === "put") {
                    put.run(write.key, JSON.stringify(write.value));
                } else {
                    del.run(write.key);
                }
            }
        });
    }

    /**
     * Applies all of `writes`, or none, in the next turn: together with what others give until then, for a commit takes
     * longer than a write, and whoever writes without end lets others do their work.
     */
    commit(writes: readonly Write[]): Promise<void> {
        if (writes.length === 0) {
            return Promise.resolve();
        }
        return new Promise((resolve, reject) => {
            if (this.waiting.push({ writes, resolve, reject }) === 1) {
                void setImmediate().then(() => this.flush());
            }
        });
    }

    /** Removes what is in `range`. */
    clear(range: Pick<KeyRange, "gte" | "lt">): void {
        const [where, bounds] = condition(range);
        this.shared.clear();
        this.transaction(() => this.statement(`DELETE FROM entries ${where}`).run(...bounds));
    }

    /** How many entries there are in `range`, and the bytes that they take. */
    measure(range: Pick<KeyRange, "gte" | "lt">): { entries: number; bytes: number } {
        const [where, bounds] = condition(range);
        const row = this.statement(
            "SELECT count(*) AS entries, coalesce(sum(octet_length(key) + octet_length(value)), 0) AS bytes " +
                `FROM entries ${where}`,
        ).get(...bounds);
        return { entries: Number(row?.entries), bytes: Number(row?.bytes) };
    }

    /** Does nothing when it is closed. */
    close(): void {
        this.flush();
        this.statements.clear();
        if (this.sqlite.isOpen) {
            this.sqlite.close();
        }
    }

    private static prepare(sqlite: DatabaseSync, place: string): Database {
        // Exclusive: a second process is refused at once, and no shared-memory file is needed.
        sqlite.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        const { quick_check: verdict } = sqlite.prepare("PRAGMA quick_check(1)").get() ?? {};
        if (verdict !== "ok") {
            throw new Error(String(verdict));
        }
        // With rowids, since large values in the tree of the keys make that deep: a write took half as much again, and
        // where keys come in no order, five times as much (https://sqlite.org/withoutrowid.html).
        sqlite.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT");
        return new Database(sqlite, place);
    }

    private flush(): void {
        const waiting = this.waiting.splice(0);
        try {
            this.write(waiting.flatMap(({ writes }) => writes));
            waiting.forEach(({ resolve }) => resolve());
        } catch {
            // One that cannot be written, or is too much for the disk, must not take the others with it.
            for (const { writes, resolve, reject } of waiting) {
                try {
                    this.write(writes);
                    resolve();
                } catch (error) {
                    reject(error);
                }
            }
        }
    }

    private read(key: string): string | undefined {
        return this.statement("SELECT value FROM entries WHERE key = ?").get(key)?.value as string | undefined;
    }

    private select(range: Omit<KeyRange, "limit">, limit: number): { key: string; value: string }[] {
        const [where, bounds] = condition(range);
        const order = range.reverse === true ? "DESC" : "ASC";
        const select = this.statement(`SELECT key, value FROM entries ${where} ORDER BY key ${order} LIMIT ?`);
        return select.all(...bounds, limit) as { key: string; value: string }[];
    }

    private transaction(work: () => void): void {
        try {
            this.statement("BEGIN").run();
            work();
            this.statement("COMMIT").run();
        } catch (error) {
            if (this.sqlite.isTransaction) {
                this.statement("ROLLBACK").run();
            }
            throw new Error(`${this.place}: ${(error as Error).message}`, { cause: error });
        }
    }

    private statement(sql: string): StatementSync {
        let statement = this.statements.get(sql);
        if (statement === undefined) {
            statement = this.sqlite.prepare(sql);
            this.statements.set(sql, statement);
        }
        return statement;
    }
}

function condition(range: KeyRange): [where: string, bounds: string[]] {
    const bounds = (["gte", "gt", "lt"] as const).filter((bound) => range[bound] !== undefined);
    const terms = bounds.map((bound) => `key ${comparisons[bound]} ?`);
    return [terms.length === 0 ? "" : `WHERE ${terms.join(" AND ")}`, bounds.map((bound) => range[bound] as string)];
}

/** What of a range comes after `key`. */
function after({ gte, gt, lt, reverse }: KeyRange, key: string): KeyRange {
    return reverse === true ? { gte, gt, lt: key, reverse } : { gt: key, lt };
}

/** A hint for people: a full disk must not keep what is there from being read. */
function hold(folder: string): void {
    try {
        writeFileSync(path.join(folder, holderFile), String(process.pid));
    } catch {
        // The next one to open it is told of no process id.
    }
}

/** https://sqlite.org/rescode.html */
const busy = 5;

function whatIsWrong(folder: string, error: Error): string {
    if ((error as { errcode?: number }).errcode === busy) {
        return `is in use by another process${holder(folder)}: end it, or take another folder`;
    }
    return `cannot be opened: ${error.message}. Nothing was changed: put a copy of it back, or take another folder`;
}

function holder(folder: string): string {
    try {
        return ` (${readFileSync(path.join(folder, holderFile), "utf8")})`;
    } catch {
        return "";
    }
}
