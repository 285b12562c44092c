import type { Collection } from "../../../store";
import type { RecordStream } from "../../service";
import { functionNotFound } from "../functions/function-arn";
import type { Outcome } from "../environments/execution-environment";
import type { RegisteredFunction } from "../functions/function-registry";
import type { Destinations } from "../invocation/destinations";
import type { LambdaDeps } from "../lambda-deps";
import type { EventSourceMapping } from "./event-source-mapping";
import { Pause } from "./pause";
import { type LanePosition, readPositions, replacePositions, spreadPositions } from "./positions";
import { computeRestMs } from "./process-batch";
import { compileFilters } from "./record-filter";
import { ShardLane } from "./shard-lane";
import { checkAccess, readActions } from "./stream-access";

export interface StreamPollerDeps extends Pick<LambdaDeps, "store" | "clock" | "metrics" | "authorize" | "observe"> {
    positions: Collection<LanePosition>;
    destinations: Destinations;
    find: (functionName: string) => RegisteredFunction | undefined;
    /** Runs a function once. Throws `AwsError` when it must not run now. */
    run: (target: RegisteredFunction, invocation: { requestId: string; payload: string }) => Promise<Outcome>;
    findStream: (arn: string) => RecordStream | undefined;
}

/** Takes the records of a stream to a function, as an event source mapping says. */
export class StreamPoller {
    /** How the last attempt went, as the API shows it. */
    result = "No records processed";
    private isClosed = false;
    private lanes: ShardLane[] = [];
    private unwatch = (): void => undefined;
    private readonly pause: Pause;
    private readonly opening: Promise<void>;

    /** @param before what must be over first */
    constructor(
        private readonly deps: StreamPollerDeps,
        private readonly mapping: EventSourceMapping,
        before: Promise<void>,
    ) {
        this.pause = new Pause(deps.clock);
        this.opening = before.then(() => this.open());
    }

    /**
     * Ends at a point from which another can go on, once the function does not run.
     *
     * @param drop whether nothing is to be kept of what is done until then
     */
    async close(drop = false): Promise<void> {
        this.isClosed = true;
        this.pause.close();
        await this.opening;
        this.unwatch();
        await Promise.all(this.lanes.map((lane) => lane.close(drop)));
    }

    private async open(): Promise<void> {
        const { functionArn, functionName, settings } = this.mapping;
        const arn = settings.EventSourceArn;
        for (let failures = 0; !this.isClosed; failures++) {
            try {
                const stream = this.deps.findStream(arn);
                const target = this.deps.find(functionName);
                if (stream === undefined || target === undefined) {
                    throw stream === undefined ? new Error(`Stream not found: ${arn}`) : functionNotFound(functionArn);
                }
                checkAccess(this.deps.authorize, target, arn, readActions);
                await this.openLanes(stream);
                return;
            } catch (error) {
                const restMs = computeRestMs(failures);
                this.reportTrouble(error, failures + 1, restMs);
                await this.pause.wait(restMs);
            }
        }
    }

    private async openLanes(stream: RecordStream): Promise<void> {
        const { deps, mapping } = this;
        const { uuid, settings } = mapping;
        const kept = await readPositions(deps.positions, uuid);
        const positions = spreadPositions(kept, settings.ParallelizationFactor);
        await deps.store.write(replacePositions(deps.positions, uuid, kept, positions));
        const filter = compileFilters(settings.FilterCriteria);
        const reports = {
            report: (result: string) => void (this.result = result),
            reportTrouble: (...trouble: Parameters<StreamPoller["reportTrouble"]>) => this.reportTrouble(...trouble),
        };
        this.lanes = positions.map(
            (position) => new ShardLane({ ...deps, ...reports, mapping, stream, filter }, position),
        );
        this.unwatch = stream.watch((shard) => this.lanes.forEach((lane) => lane.wake(shard)));
    }

    reportTrouble(error: unknown, attempt: number, nextAttemptMs: number): void {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        this.result = `PROBLEM: ${message}`;
        this.deps.observe?.({
            type: "delivery failed",
            eventId: undefined,
            targetArn: this.mapping.functionArn,
            error: { type: name, message },
            attempt,
            nextAttemptMs,
        });
    }
}
