import type { Clock } from "../../../clock";
import type { Write } from "../../../store";
import type { RecordStream, StreamRecord } from "../../service";
import type { Outcome } from "../environments/execution-environment";
import { functionNotFound } from "../functions/function-arn";
import type { RegisteredFunction } from "../functions/function-registry";
import { type Batch, type Condition, formatPayload } from "./batch";
import { describeRun } from "./describe-run";
import type { EventSourceMapping, MappingSettings } from "./event-source-mapping";
import { formatFailedBatch } from "./failed-batch-record";
import { gatherBatch, type Gatherer } from "./gather-batch";
import { Pause } from "./pause";
import { type LanePosition, positionKey } from "./positions";
import { computeRestMs, processBatch, type Processor } from "./process-batch";
import type { RecordFilter } from "./record-filter";
import { checkAccess } from "./stream-access";
import type { StreamPollerDeps } from "./stream-poller";

/** So many records that are not for the function are read again at most, after the process was killed. */
const maxUnsaved = 1000;

export interface ShardLaneDeps extends StreamPollerDeps {
    mapping: EventSourceMapping;
    stream: RecordStream;
    filter: RecordFilter;
    /** Is told how the last attempt went. */
    report: (result: string) => void;
    /** Is told what keeps the records from the function. */
    reportTrouble: (error: unknown, attempt: number, nextAttemptMs: number) => void;
}

/**
 * Takes the records of one part of a shard to the function, a batch at a time and in order: those of the partitions that
 * are its own. A shard has `ParallelizationFactor` lanes.
 */
export class ShardLane implements Gatherer, Processor {
    readonly clock: Clock;
    readonly settings: MappingSettings;
    isClosed = false;
    private isDropped = false;
    private hasNews = true;
    /** How many records were read since the position was saved. */
    private unsaved = 0;
    private readonly news: Pause;
    private readonly pause: Pause;
    private readonly work: Promise<void>;

    constructor(
        private readonly deps: ShardLaneDeps,
        private position: LanePosition,
    ) {
        this.clock = deps.clock;
        this.settings = deps.mapping.settings;
        this.news = new Pause(deps.clock);
        this.pause = new Pause(deps.clock);
        this.work = this.run();
    }

    /** The shard has got records. */
    wake(shard: string): void {
        if (shard === this.position.shard) {
            this.hasNews = true;
            this.news.end();
        }
    }

    /**
     * Ends at a point from which another can go on; resolves when the function does not run.
     *
     * @param drop whether nothing is to be kept of what is done until then
     */
    async close(drop: boolean): Promise<void> {
        this.isClosed = true;
        this.isDropped = drop;
        this.news.close();
        this.pause.close();
        await this.work;
        if (this.unsaved > 0) {
            // What cannot be saved is only read again.
            await this.save(this.position.after).catch(() => undefined);
        }
    }

    private async run(): Promise<void> {
        for (let failures = 0; !this.isClosed;) {
            try {
                await processBatch(await gatherBatch(this, this.position.after), this);
                failures = 0;
            } catch (error) {
                // The stream must not be read, or the destination or the store does not take what it is given.
                const restMs = computeRestMs(failures++);
                this.deps.reportTrouble(error, failures, restMs);
                await this.pause.wait(restMs);
            }
        }
    }

    async read(after: string, limit: number): Promise<StreamRecord[]> {
        const { authorize, stream } = this.deps;
        checkAccess(authorize, this.target(), this.settings.EventSourceArn, ["GetRecords"]);
        this.hasNews = false;
        return stream.read(this.position.shard, after, limit);
    }

    async wait(): Promise<void> {
        if (!this.hasNews) {
            await this.news.wait();
        }
    }

    interrupt(): void {
        this.news.end();
    }

    rest(milliseconds: number): Promise<void> {
        return this.pause.wait(milliseconds);
    }

    /** @throws AwsError `ResourceNotFoundException` */
    private target(): RegisteredFunction {
        const { find, mapping } = this.deps;
        const target = find(mapping.functionName);
        if (target === undefined) {
            throw functionNotFound(mapping.functionArn);
        }
        return target;
    }

    takes({ partition, event }: StreamRecord): boolean {
        const { lane, lanes } = this.position;
        return partition % lanes === lane && this.deps.filter(event);
    }

    async invoke(batch: Batch, requestId: string): Promise<Outcome> {
        const { clock, metrics, mapping } = this.deps;
        const target = this.target();
        const ageMs = clock.since(batch.records.at(-1)?.at ?? clock.now());
        const outcome = await this.deps.run(target, { requestId, payload: formatPayload(batch) });
        metrics.put("AWS/Lambda", "IteratorAge", { FunctionName: mapping.functionName }, ageMs, "Milliseconds");
        return outcome;
    }

    async skip(after: string, records: number): Promise<void> {
        this.position = { ...this.position, after };
        this.unsaved += records;
        if (this.unsaved >= maxUnsaved) {
            await this.save(after);
        }
    }

    async save(after: string, writes: readonly Write[] = []): Promise<void> {
        if (!this.isDropped) {
            const { store, positions, mapping } = this.deps;
            const position = { ...this.position, after };
            await store.write([positions.put(positionKey(mapping.uuid, position), position), ...writes]);
            this.position = position;
            this.unsaved = 0;
        }
    }

    async giveUp(batch: Batch, condition: Condition): Promise<void> {
        const record = await this.send(batch, condition);
        await this.save(batch.records.at(-1)?.sequence ?? this.position.after, record?.writes);
        record?.done();
    }

    private async send(batch: Batch, condition: Condition) {
        const { clock, destinations, mapping } = this.deps;
        const { EventSourceArn: streamArn, DestinationConfig: config } = this.settings;
        const destination = config?.OnFailure?.Destination;
        if (destination === undefined) {
            return undefined;
        }
        const place = { functionArn: mapping.functionArn, streamArn, shardId: this.position.shard };
        return destinations.sendRecord(
            this.target(),
            destination,
            formatFailedBatch(batch, condition, place, clock.now()),
        );
    }

    observe(batch: Batch, failed: boolean, nextAttemptMs?: number): void {
        const { mapping, observe, report } = this.deps;
        report(failed ? "PROBLEM: Function call failed" : "OK");
        observe?.(describeRun(mapping, batch, failed, nextAttemptMs));
    }
}
