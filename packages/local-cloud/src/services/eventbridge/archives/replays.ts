import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import { oneAtATime } from "../../../one-at-a-time";
import type { Collection, Store, Write } from "../../../store";
import type { Handover } from "../../service";
import type { ArchivedEvents } from "./archived-events";
import { markReplayed } from "../events/bus-event";
import type { Bus, Catalog } from "../catalog";
import type { DeliveryQueue } from "../delivery/delivery-queue";
import type { ReplayRecord } from "../records";
import type { Router } from "../delivery/router";

export interface ReplaysDeps {
    store: Store;
    clock: Clock;
    catalog: Catalog;
    archived: ArchivedEvents;
    deliveries: DeliveryQueue;
    router: Router;
}

/** Events replayed with one batch of writes. */
const batchSize = 50;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html: "10 active concurrent replays". */
const maxActiveReplays = 10;
/** How long a replay waits when the store refused a read or a write, in milliseconds. */
const storeRetryDelayMs = 1000;

/**
 * Replays of archives. Each batch of events and the mark of how far the replay has come are written together, so that
 * a replay that was interrupted goes on behind the last event that it replayed.
 */
export class Replays {
    private readonly records: Collection<ReplayRecord>;
    private readonly current = new Map<string, ReplayRecord>();
    private readonly active = new Set<Promise<void>>();
    /** Ends a pause each. */
    private readonly pauses = new Set<() => void>();
    private readonly change = oneAtATime();
    private running = false;

    constructor(private readonly deps: ReplaysDeps) {
        this.records = deps.store.collection("eventbridge.replays");
    }

    async load(): Promise<void> {
        this.current.clear();
        for await (const [name, record] of this.records.entries()) {
            this.current.set(name, record);
        }
    }

    /** Goes on with those that are not over. */
    start(): void {
        this.running = true;
        for (const record of this.current.values()) {
            if (!isOver(record)) {
                this.run(record.name);
            }
        }
    }

    async stop(): Promise<void> {
        this.running = false;
        this.pauses.forEach((end) => end());
        await Promise.all(this.active);
    }

    all(): Iterable<ReplayRecord> {
        return this.current.values();
    }

    /** @throws AwsError ResourceNotFoundException */
    get(name: string): ReplayRecord {
        const record = this.current.get(name);
        if (record === undefined) {
            throw new AwsError("ResourceNotFoundException", `Replay ${name} does not exist.`);
        }
        return record;
    }

    /** @throws AwsError ResourceAlreadyExistsException, LimitExceededException */
    async begin(record: ReplayRecord): Promise<void> {
        await this.change(async () => {
            if (this.current.has(record.name)) {
                throw new AwsError("ResourceAlreadyExistsException", `Replay ${record.name} already exists.`);
            }
            if ([...this.current.values()].filter((replay) => !isOver(replay)).length >= maxActiveReplays) {
                throw new AwsError(
                    "LimitExceededException",
                    "The requested resource exceeds the maximum number allowed.",
                );
            }
            await this.save(record);
        });
        this.run(record.name);
    }

    /** @throws AwsError ResourceNotFoundException, IllegalStatusException */
    async cancel(name: string): Promise<ReplayRecord> {
        return this.change(async () => {
            const record = this.get(name);
            if (record.state !== "STARTING" && record.state !== "RUNNING") {
                throw new AwsError(
                    "IllegalStatusException",
                    `Replay ${name} is not in a valid state for this operation.`,
                );
            }
            const cancelling: ReplayRecord = { ...record, state: "CANCELLING" };
            await this.save(cancelling);
            return cancelling;
        });
    }

    private run(name: string): void {
        const run = this.replay(name).finally(() => this.active.delete(run));
        this.active.add(run);
    }

    private async replay(name: string): Promise<void> {
        while (this.running && !isOver(this.get(name))) {
            try {
                await this.step(name);
                await this.deps.deliveries.waitForRoom();
            } catch {
                // The store refused a read or a write. The replay stands where it stood, and goes on from there.
                await this.pause();
            }
        }
    }

    /** Until the store may take writes again, or the process ends. */
    private async pause(): Promise<void> {
        if (!this.running) {
            return;
        }
        await new Promise<void>((resolve) => {
            const end = () => {
                this.pauses.delete(end);
                timer.cancel();
                resolve();
            };
            const timer = this.deps.clock.after(storeRetryDelayMs, end);
            this.pauses.add(end);
        });
    }

    private async step(name: string): Promise<void> {
        const record = this.get(name);
        if (record.state === "CANCELLING") {
            return this.end(name, "CANCELLED");
        }
        const bus = this.deps.catalog.findBus(record.bus);
        if (this.deps.catalog.findArchive(record.archive)?.record.id !== record.archiveId || bus === undefined) {
            return this.end(name, "FAILED", "The archive or the event bus was deleted.");
        }
        const events = await this.deps.archived.read(record, batchSize);
        const last = events.at(-1);
        if (last === undefined) {
            return this.end(name, "COMPLETED");
        }
        let routed: Handover[];
        try {
            routed = await Promise.all(events.map(({ event }) => this.route(bus, event, record)));
        } catch (error) {
            // It would fail the same way each time.
            return this.end(name, "FAILED", `An archived event cannot be replayed: ${(error as Error).message}`);
        }
        const writes = routed.flatMap((handover) => handover.writes);
        await this.change(async () => {
            // Read again: the replay may have been cancelled meanwhile.
            const { state } = this.get(name);
            const reached = { cursor: last.key, lastReplayedTime: last.time };
            await this.save({ ...record, ...reached, state: state === "STARTING" ? "RUNNING" : state }, writes);
        });
        routed.forEach((handover) => handover.done());
    }

    private async route(bus: Bus, event: string, { name, filterArns }: ReplayRecord): Promise<Handover> {
        return this.deps.router.route(bus, markReplayed(event, name), { replayed: true, onlyRules: filterArns });
    }

    private async end(name: string, state: ReplayRecord["state"], stateReason?: string): Promise<void> {
        await this.change(() => this.save({ ...this.get(name), state, stateReason, endedAt: this.deps.clock.now() }));
    }

    /** In memory once it is on disk, so that a replay never goes on behind events that were not written. */
    private async save(record: ReplayRecord, writes: readonly Write[] = []): Promise<void> {
        await this.deps.store.write([...writes, this.records.put(record.name, record)]);
        this.current.set(record.name, record);
    }
}

function isOver({ state }: ReplayRecord): boolean {
    return state === "COMPLETED" || state === "CANCELLED" || state === "FAILED";
}
