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
    /** Ids of archives that are deleted while events of theirs may be left. */
    private readonly discarded: Collection<true>;

    constructor(private readonly store: Store) {
        this.events = store.collection("eventbridge.archived-events");
        this.discarded = store.collection("eventbridge.discarded-archives");
    }

    /** What DescribeArchive tells of an archive's content, which is counted when somebody asks. */
    async measure({ id }: ArchiveRecord): Promise<{ EventCount: number; SizeBytes: number }> {
        const measured = { EventCount: 0, SizeBytes: 0 };
        for await (const [, { event }] of this.events.entries({ prefix: `${id}/` })) {
            measured.EventCount++;
            measured.SizeBytes += Buffer.byteLength(event);
        }
        return measured;
    }

    /** The write that adds `event` to the archive. */
    append({ id }: ArchiveRecord, event: BusEvent, now: number): Write {
        const key = `${id}/${formatTimeKey(event.time)}/${this.store.orderedId()}`;
        return this.events.put(key, { event: event.text, archivedAt: now });
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
    async expire({ id, retentionDays }: ArchiveRecord, clock: Clock): Promise<void> {
        const retention = retentionDays * 24 * 60 * 60 * 1000;
        if (retention > 0) {
            await this.removeWhere(id, ({ archivedAt }) => clock.since(archivedAt) > retention);
        }
    }

    /** The write after which the archive's events no longer count: `removeDiscarded` may then take its time. */
    discard({ id }: ArchiveRecord): Write {
        return this.discarded.put(id, true);
    }

    /** Removes the events of archives that were discarded, also by an earlier process. */
    async removeDiscarded(): Promise<void> {
        for await (const [id] of this.discarded.entries()) {
            await this.removeWhere(id, () => true);
            await this.store.write([this.discarded.del(id)]);
        }
    }

    private async removeWhere(id: string, condition: (event: ArchivedEvent) => boolean): Promise<void> {
        let removals: Write[] = [];
        for await (const [key, archived] of this.events.entries({ prefix: `${id}/` })) {
            if (condition(archived)) {
                removals.push(this.events.del(key));
            }
            if (removals.length === maxRemovalBatch) {
                await this.store.write(removals);
                removals = [];
            }
        }
        await this.store.write(removals);
    }
}

/** Sorts as the times do. */
function formatTimeKey(milliseconds: number): string {
    return String(Math.max(0, Math.floor(milliseconds))).padStart(15, "0");
}
