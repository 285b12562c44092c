import type { Sqlite } from "./sqlite";

/** What a request with an idempotency key was answered. */
export interface KeptAnswer {
    /** What was asked: method, path and parameters. */
    request: string;
    status: number;
    body: string;
    requestId: string;
}

/** Stripe forgets keys after at least 24 hours: https://docs.stripe.com/api/idempotent_requests */
const keptMs = 24 * 60 * 60 * 1000;

/** The table of answers by idempotency key. */
export class Answers {
    constructor(private readonly sqlite: Sqlite) {}

    get(account: string, key: string, now: number): KeptAnswer | undefined {
        const row = this.sqlite.first(
            "SELECT * FROM idempotency WHERE account = ? AND key = ? AND created > ?",
            account,
            key,
            now - keptMs,
        );
        return (
            row && {
                request: row.request as string,
                status: row.status as number,
                body: row.body as string,
                requestId: row.request_id as string,
            }
        );
    }

    /** Keeps it, and forgets those that are too old. */
    keep(account: string, key: string, answer: KeptAnswer, now: number): void {
        this.sqlite.run("DELETE FROM idempotency WHERE created <= ?", now - keptMs);
        this.sqlite.run(
            "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)",
            account,
            key,
            answer.request,
            answer.status,
            answer.body,
            answer.requestId,
            now,
        );
    }
}
