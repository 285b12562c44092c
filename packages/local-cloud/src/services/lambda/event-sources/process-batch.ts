import { randomUUID } from "node:crypto";

import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import type { Outcome } from "../environments/execution-environment";
import { type Batch, type BatchRecord, type Condition, splitAfterFailure } from "./batch";
import { findFirstFailure } from "./batch-response";
import type { MappingSettings } from "./event-source-mapping";

/** Between attempts: from one second, doubling, to a minute. AWS does not say how long it waits. */
const firstRestMs = 1000;
const maxRestMs = 60_000;

/** A stream's records live no longer: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const maxAgeSeconds = 24 * 60 * 60;

/** Who brings batches to the function. */
export interface Processor {
    readonly clock: Clock;
    readonly settings: MappingSettings;
    /** Whether it is to end. */
    readonly isClosed: boolean;
    /** Runs the function once. Throws `AwsError` when it must not run now. */
    invoke(batch: Batch, requestId: string): Promise<Outcome>;
    /** Remembers that all records up to the number `after` are done. */
    save(after: string): Promise<void>;
    /** The same for a batch that failed, with its record sent where it is to go. */
    giveUp(batch: Batch, condition: Condition): Promise<void>;
    /** Tells of a batch's last run, as the batch was before it. `restMs`: until the next; undefined when there is none. */
    observe(batch: Batch, failed: boolean, restMs?: number): void;
    rest(milliseconds: number): Promise<void>;
}

/**
 * Brings records to the function, in their order: until it succeeds, or they are too old, or it failed too often.
 * Returns before that when it is to end; what was not saved by then comes again.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function processBatch(records: readonly BatchRecord[], lane: Processor): Promise<void> {
    const waiting: Batch[] = [{ records, invocations: 0, failures: 0, refusals: 0 }];
    while (!lane.isClosed) {
        const batch = waiting.shift();
        if (batch === undefined) {
            return;
        }
        waiting.unshift(...((await discardOld(batch, lane)) ?? (await attempt(batch, lane))));
    }
}

/** How long to wait after so many failures in a row, the first being 0. */
export function computeRestMs(failures: number): number {
    return Math.min(firstRestMs * 2 ** failures, maxRestMs);
}

/** What is left of a batch with records that are too old; undefined when it has none. */
async function discardOld(batch: Batch, lane: Processor): Promise<Batch[] | undefined> {
    const { MaximumRecordAgeInSeconds: given } = lane.settings;
    const maxAgeMs = (given === -1 ? maxAgeSeconds : Math.min(given, maxAgeSeconds)) * 1000;
    const young = batch.records.filter(({ at }) => lane.clock.since(at) <= maxAgeMs);
    if (young.length === batch.records.length) {
        return undefined;
    }
    const old = batch.records.slice(0, batch.records.length - young.length);
    await lane.giveUp({ ...batch, records: old }, "RecordAgeExceeded");
    return young.length === 0 ? [] : [{ ...batch, records: young }];
}

/** What is left to do after one run of the function. */
async function attempt(batch: Batch, lane: Processor): Promise<Batch[]> {
    const requestId = randomUUID();
    const outcome = await run(batch, requestId, lane);
    if (outcome === undefined) {
        await lane.rest(computeRestMs(batch.refusals));
        return [{ ...batch, refusals: batch.refusals + 1 }];
    }
    const ran = { ...batch, invocations: batch.invocations + 1, last: { requestId, outcome } };
    const failed = findFailure(batch, outcome, lane.settings);
    const done = batch.records[(failed ?? batch.records.length) - 1];
    if (done !== undefined) {
        await lane.save(done.sequence);
    }
    if (failed === undefined) {
        lane.observe(ran, false);
        return [];
    }
    return retry(ran, failed, lane);
}

/** Undefined when the function could not run, or was ended with everything else. */
async function run(batch: Batch, requestId: string, lane: Processor): Promise<Outcome | undefined> {
    try {
        const outcome = await lane.invoke(batch, requestId);
        return lane.isClosed && outcome.functionError !== undefined ? undefined : outcome;
    } catch (error) {
        if (error instanceof AwsError) {
            return undefined;
        }
        throw error;
    }
}

/** The index of the first record that failed; undefined when none did. */
function findFailure({ records }: Batch, outcome: Outcome, settings: MappingSettings): number | undefined {
    if (outcome.functionError !== undefined) {
        return 0;
    }
    return settings.FunctionResponseTypes.length === 0
        ? undefined
        : findFirstFailure(
              outcome.payload,
              records.map(({ sequence }) => sequence),
          );
}

async function retry(batch: Batch, failed: number, lane: Processor): Promise<Batch[]> {
    const { BisectBatchOnFunctionError: bisect, MaximumRetryAttempts: maxRetries } = lane.settings;
    const left = splitAfterFailure(batch, failed, bisect);
    const [first = batch] = left;
    if (maxRetries !== -1 && first.failures > maxRetries) {
        await lane.giveUp(first, "RetryAttemptsExhausted");
        lane.observe({ ...first, failures: batch.failures }, true);
        return [];
    }
    // One that has become smaller has not been tried yet.
    const restMs = first.failures > batch.failures ? computeRestMs(batch.failures) : 0;
    lane.observe({ ...first, failures: batch.failures }, true, restMs);
    if (restMs > 0) {
        await lane.rest(restMs);
    }
    return left;
}
