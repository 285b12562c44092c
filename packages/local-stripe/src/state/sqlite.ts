import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/**
 * `seq` is the order of making: the row's id, but in a column of its own, for SQLite does not compare `(created, seq)` by an
 * index that ends in the row's id. `customer` and `parent` stand apart because most lists are
 * of one customer's objects, or of one object's parts.
 */
const schema = `
    CREATE TABLE IF NOT EXISTS objects (
        seq INTEGER NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
        created INTEGER NOT NULL, customer TEXT, parent TEXT, deleted INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL,
        UNIQUE (account, kind, id)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS newest ON objects (account, kind, created, seq) WHERE deleted = 0;
    CREATE INDEX IF NOT EXISTS customers ON objects (account, kind, customer, created, seq)
        WHERE deleted = 0 AND customer IS NOT NULL;
    CREATE INDEX IF NOT EXISTS parts ON objects (account, kind, parent, created, seq)
        WHERE deleted = 0 AND parent IS NOT NULL;

    CREATE TABLE IF NOT EXISTS events (
        seq INTEGER NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
        created INTEGER NOT NULL, object_id TEXT, json TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS newest_events ON events (account, created, seq);
    CREATE INDEX IF NOT EXISTS typed_events ON events (account, type, created, seq);
    CREATE INDEX IF NOT EXISTS object_events ON events (object_id, created, seq);

    CREATE TABLE IF NOT EXISTS deliveries (
        event_id TEXT NOT NULL, endpoint_id TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER, delivered_at INTEGER, last_status TEXT,
        PRIMARY KEY (event_id, endpoint_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS due ON deliveries (next_at) WHERE next_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS undelivered ON deliveries (event_id) WHERE delivered_at IS NULL;

    CREATE TABLE IF NOT EXISTS idempotency (
        account TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL,
        status INTEGER NOT NULL, body TEXT NOT NULL, request_id TEXT NOT NULL, created INTEGER NOT NULL,
        PRIMARY KEY (account, key)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS oldest_answers ON idempotency (created);
`;

export type Row = Record<string, string | number | null>;

/** One SQLite file, or one in memory, with what local Stripe keeps. */
export class Sqlite {
    private readonly statements = new Map<string, StatementSync>();

    private constructor(private readonly database: DatabaseSync) {}

    /** @throws Error that names the file: it is no database, or another process has it */
    static open(file: string | undefined): Sqlite {
        if (file !== undefined) {
            mkdirSync(path.dirname(file), { recursive: true });
        }
        const database = new DatabaseSync(file ?? ":memory:");
        try {
            // What is answered survives the machine's end: https://sqlite.org/pragma.html#pragma_synchronous
            database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            database.exec(schema);
            return new Sqlite(database);
        } catch (error) {
            database.close();
            throw new Error(`${file} cannot be opened: ${(error as Error).message}`, { cause: error });
        }
    }

    all(sql: string, ...values: SQLInputValue[]): Row[] {
        return this.statement(sql).all(...values) as Row[];
    }

    first(sql: string, ...values: SQLInputValue[]): Row | undefined {
        return this.statement(sql).get(...values) as Row | undefined;
    }

    run(sql: string, ...values: SQLInputValue[]): void {
        this.statement(sql).run(...values);
    }

    /** Keeps all that `work` does, or, when it throws, nothing of it. */
    transact<T>(work: () => T): T {
        this.run("BEGIN IMMEDIATE");
        try {
            const result = work();
            this.run("COMMIT");
            return result;
        } catch (error) {
            if (this.database.isTransaction) {
                this.run("ROLLBACK");
            }
            throw error;
        }
    }

    get isInTransaction(): boolean {
        return this.database.isTransaction;
    }

    close(): void {
        this.statements.clear();
        if (this.database.isOpen) {
            this.database.close();
        }
    }

    private statement(sql: string): StatementSync {
        let statement = this.statements.get(sql);
        if (statement === undefined) {
            statement = this.database.prepare(sql);
            this.statements.set(sql, statement);
        }
        return statement;
    }
}
