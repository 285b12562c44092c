import type { Outcome } from "../environments/execution-environment";

/** A record that a function is to get. */
export interface BatchRecord {
    sequence: string;
    /** When it came into the stream, in milliseconds since the epoch. */
    at: number;
    /** JSON text. */
    text: string;
}

/** Records that a function gets together, and what came of it so far. */
export interface Batch {
    records: readonly BatchRecord[];
    /** How often the function ran for all of them. */
    invocations: number;
    /** How often it failed, as the limit of retries counts. */
    failures: number;
    /** How often in a row it could not run. */
    refusals: number;
    /** Of the last run. */
    last?: { requestId: string; outcome: Outcome };
}

/** Why a batch is given up, in AWS's words. */
export type Condition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** The function's event: AWS's form of it. */
export function formatPayload({ records }: Batch): string {
    return `{"Records":[${records.map(({ text }) => text).join(",")}]}`;
}

/** What is left to do with a batch of which the records from `failed` on failed. */
export function splitAfterFailure(batch: Batch, failed: number, bisect: boolean): Batch[] {
    const left = { ...batch, records: batch.records.slice(failed), refusals: 0 };
    if (!bisect || left.records.length === 1) {
        return [{ ...left, failures: batch.failures + 1 }];
    }
    if (failed > 0) {
        return [left];
    }
    const middle = Math.ceil(left.records.length / 2);
    return [
        { ...left, records: left.records.slice(0, middle) },
        { ...left, records: left.records.slice(middle) },
    ];
}
