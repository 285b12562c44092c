import type { Clock } from "../../../clock";
import type { Collection, Store, Write } from "../../../store";
import type { BusEvent } from "../events/bus-event";
import type { ArchiveRecord, ReplayRecord } from "../records";

interface ArchivedEvent {
    /** The event's text. */
    event: string;
    /** When it was archived, in milliseconds since the epoch: retention counts from here. */
    archivedAt: number;
}

/** What DescribeArchive tells of an archive's content. */
export interface ArchiveStatistics {
    eventCount: number;
    sizeBytes: number;
    /** When the oldest event was archived; undefined when there is none. */
    oldest?: number | undefined;
}

/**
 * What a replay reads: events behind `cursor`, with times from `from` on and before `to` ("any event with a creation time
 * prior to the EventEndTime specified is replayed",
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Replay.html), that were there when it began.
 */
export type ReplaySpan = Pick<ReplayRecord, "archiveId" | "from" | "to" | "archivedBefore" | "cursor">;

/** One event read from an archive. */
export interface ReadEvent {
    key: string;
    event: string;
    /** The event's time, in milliseconds since the epoch. */
    time: number;
}

/** Maximum events removed with one batch of writes. */
const maxRemovalBatch = 500;

/** The events in archives, in the order of their own times. */
export class ArchivedEvents {
    private readonly events: Collection<ArchivedEvent>;
    private readonly statistics: Collection<ArchiveStatistics>;
    /** Ids of archives that are deleted while events of theirs may be left. */
    private readonly discarded: Collection<true>;
    private readonly current = new Map<string, ArchiveStatistics>();

    constructor(private readonly store: Store) {
        this.events = store.collection("eventbridge.archived-events");
        this.statistics = store.collection("eventbridge.archive-statistics");
        this.discarded = store.collection("eventbridge.discarded-archives");
    }

    async load(): Promise<void> {
        this.current.clear();
        for await (const [id, statistics] of this.statistics.entries()) {
            this.current.set(id, statistics);
        }
    }

    getStatistics({ id }: ArchiveRecord): ArchiveStatistics {
        return this.current.get(id) ?? { eventCount: 0, sizeBytes: 0 };
    }

    /** The writes that add `event` to the archive. */
    append({ id }: ArchiveRecord, event: BusEvent, now: number): Write[] {
        const before = this.current.get(id);
        const after = {
            eventCount: (before?.eventCount ?? 0) + 1,
            sizeBytes: (before?.sizeBytes ?? 0) + Buffer.byteLength(event.text),
            oldest: before?.oldest ?? now,
        };
        this.current.set(id, after);
        const key = `${id}/${formatTimeKey(event.time)}/${this.store.orderedId()}`;
        return [this.events.put(key, { event: event.text, archivedAt: now }), this.statistics.put(id, after)];
    }

    /** The next events, up to `limit` of them, that the replay is for. */
    async read({ archiveId, from, to, archivedBefore, cursor }: ReplaySpan, limit: number): Promise<ReadEvent[]> {
        const read: ReadEvent[] = [];
        const after = cursor ?? `${archiveId}/${formatTimeKey(from)}`;
        for await (const [key, { event }] of this.events.entries({ prefix: `${archiveId}/`, after })) {
            const [, timePart = "", orderedId = ""] = key.split("/");
            const time = Number(timePart);
            if (time >= to || read.length === limit) {
                break;
            }
            // What a replay makes its bus archive would otherwise be replayed too, and so on without an end.
            const archivedSince = orderedId >= archivedBefore;
            if (!archivedSince) {
                read.push({ key, event, time });
            }
        }
        return read;
    }

    /** Removes what the archive has held for longer than its retention. */
    async expire(archive: ArchiveRecord, clock: Clock): Promise<void> {
        const retention = archive.retentionDays * 24 * 60 * 60 * 1000;
        const { oldest } = this.getStatistics(archive);
        if (retention === 0 || oldest === undefined || clock.since(oldest) <= retention) {
            return;
        }
        // What is archived meanwhile is no older than this.
        let oldestLeft = clock.now();
        await this.removeWhere(archive.id, ({ archivedAt }) => {
            const expired = clock.since(archivedAt) > retention;
            if (!expired) {
                oldestLeft = Math.min(oldestLeft, archivedAt);
            }
            return expired;
        });
        const left = { ...this.getStatistics(archive), oldest: oldestLeft };
        this.current.set(archive.id, left);
        await this.store.write([this.statistics.put(archive.id, left)]);
    }

    /** The write after which the archive's events no longer count: `removeDiscarded` may then take its time. */
    discard({ id }: ArchiveRecord): Write {
        return this.discarded.put(id, true);
    }

    /** Removes the events of archives that were discarded, also by an earlier process. */
    async removeDiscarded(): Promise<void> {
        for await (const [id] of this.discarded.entries()) {
            await this.removeWhere(id, () => true);
            this.current.delete(id);
            await this.store.write([this.statistics.del(id), this.discarded.del(id)]);
        }
    }

    private async removeWhere(id: string, condition: (event: ArchivedEvent) => boolean): Promise<void> {
        let removed: { key: string; size: number }[] = [];
        const flush = async () => {
            const statistics = this.current.get(id) ?? { eventCount: 0, sizeBytes: 0 };
            const left = {
                ...statistics,
                eventCount: statistics.eventCount - removed.length,
                sizeBytes: statistics.sizeBytes - removed.reduce((sum, { size }) => sum + size, 0),
            };
            this.current.set(id, left);
            const writes = removed.map(({ key }) => this.events.del(key));
            removed = [];
            await this.store.write([...writes, this.statistics.put(id, left)]);
        };
        for await (const [key, archived] of this.events.entries({ prefix: `${id}/` })) {
            if (condition(archived)) {
                removed.push({ key, size: Buffer.byteLength(archived.event) });
            }
            if (removed.length === maxRemovalBatch) {
                await flush();
            }
        }
        await flush();
    }
}

/** Sorts as the times do. */
function formatTimeKey(milliseconds: number): string {
    return String(Math.max(0, Math.floor(milliseconds))).padStart(15, "0");
}
