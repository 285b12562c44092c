import { createHash } from "node:crypto";

import type { Clock } from "../../../clock";
import type { Database, KeyRange, Write } from "../../../database";
import type { Account, RecordStream, StreamRecord } from "../../service";
import type { ItemChange } from "../item-change";
import { prefixRange, shardPrefix, streamsPrefix } from "../storage-keys";
import { streamArn } from "./stream-arn";
import { makeRecord, type StoredRecord } from "./stream-record";

/** How many shards a stream has. AWS gives it one for each of the table's partitions. */
const shardCount = 4;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const retentionMs = 24 * 60 * 60 * 1000;

/** A record that is to be written with its item. */
export interface Appended {
    write: Write;
    /** The stream's place, and the shard. */
    stream: string;
    shard: string;
}

/** The streams of the tables' changes: in the tables' database, so that a record is written together with its item. */
export class RecordStreams {
    private readonly watchers = new Map<string, Set<(shard: string) => void>>();
    /** Records are numbered in microseconds since the epoch, or as close to it as keeps their order. */
    private lastNumber = 0;

    constructor(private readonly deps: { account: Account; clock: Clock; database: Database }) {}

    /** Goes on with the numbers where they ended. */
    async load(): Promise<void> {
        for await (const prefix of this.listShards()) {
            this.lastNumber = Math.max(this.lastNumber, readNumber(await this.newest(prefix)));
        }
    }

    /**
     * The record of a change, to be committed in the same turn: the order of its numbers is the one in which a shard's
     * records become visible.
     */
    append(change: ItemChange): Appended[] {
        const { definition, stream } = change.record;
        if (stream?.enabled !== true) {
            return [];
        }
        const now = this.deps.clock.now();
        const record = makeRecord(change, stream.viewType, now);
        if (record === undefined) {
            return [];
        }
        this.lastNumber = Math.max(this.lastNumber + 1, now * 1000);
        const shard = shardId(record.partition % shardCount);
        const key = shardPrefix(definition.TableName, stream.label, shard) + formatSequence(this.lastNumber);
        const name = `${definition.TableName}~${stream.label}`;
        return [{ write: { type: "put", key, value: record }, stream: name, shard }];
    }

    /** Wakes those who wait for records that are written now. */
    announce(appended: readonly Appended[]): void {
        for (const { stream, shard } of appended) {
            this.watchers.get(stream)?.forEach((wake) => wake(shard));
        }
    }

    /** The stream of a table's changes, to be read: also after it was turned off. */
    open(table: string, label: string): RecordStream {
        const name = `${table}~${label}`;
        return {
            shards: Array.from({ length: shardCount }, (_none, index) => shardId(index)),
            read: (shard, after, limit) => this.read(table, label, shard, after, limit),
            newest: (shard) => this.newest(shardPrefix(table, label, shard)),
            watch: (wake) => {
                const watchers = this.watchers.get(name) ?? new Set();
                this.watchers.set(name, watchers.add(wake));
                return () => void watchers.delete(wake);
            },
        };
    }

    /** Whether a record with this number has been forgotten. */
    isTrimmed(sequence: string): boolean {
        return this.isOver(readNumber(sequence) / 1000);
    }

    /** Forgets records that are older than a day; a shard's newest stays, for its number. */
    async trim(): Promise<void> {
        for await (const prefix of this.listShards()) {
            let kept = prefix + (await this.newest(prefix));
            for await (const [key, value] of this.deps.database.entries({ gte: prefix, lt: kept })) {
                if (!this.isOver((value as StoredRecord).at)) {
                    kept = key;
                    break;
                }
            }
            this.deps.database.clear({ gte: prefix, lt: kept });
        }
    }

    private async read(
        table: string,
        label: string,
        shard: string,
        after: string,
        limit: number,
    ): Promise<StreamRecord[]> {
        const arn = streamArn(this.deps.account, table, label);
        const prefix = shardPrefix(table, label, shard);
        const records: StreamRecord[] = [];
        for await (const [key, value] of this.deps.database.entries({
            gt: prefix + after,
            lt: prefixRange(prefix).lt,
        })) {
            const stored = value as StoredRecord;
            if (!this.isOver(stored.at)) {
                const sequence = key.slice(prefix.length);
                records.push({
                    sequence,
                    // The rest of it is the same in a whole shard.
                    partition: Math.floor(stored.partition / shardCount),
                    at: stored.at,
                    event: this.formatEvent(arn, sequence, stored),
                });
            }
            if (records.length === limit) {
                break;
            }
        }
        return records;
    }

    /** Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
    private formatEvent(arn: string, sequence: string, stored: StoredRecord): StreamRecord["event"] {
        const { at, eventName, dynamodb, userIdentity } = stored;
        return {
            eventID: createHash("md5").update(`${arn} ${sequence}`).digest("hex"),
            eventName,
            eventVersion: "1.1",
            eventSource: "aws:dynamodb",
            awsRegion: this.deps.account.region,
            dynamodb: { ApproximateCreationDateTime: Math.floor(at / 1000), ...dynamodb, SequenceNumber: sequence },
            ...(userIdentity && { userIdentity }),
            eventSourceARN: arn,
        };
    }

    private isOver(at: number): boolean {
        return this.deps.clock.since(at) > retentionMs;
    }

    /** The number of a shard's newest record; empty when it has none. */
    private async newest(prefix: string): Promise<string> {
        return (await this.firstKey({ ...prefixRange(prefix), reverse: true }))?.slice(prefix.length) ?? "";
    }

    /** The prefixes of all shards that hold records. */
    private async *listShards(): AsyncIterable<string> {
        const { gte, lt } = prefixRange(streamsPrefix);
        for (let key = await this.firstKey({ gte, lt }); key !== undefined;) {
            const prefix = key.slice(0, key.lastIndexOf("~") + 1);
            yield prefix;
            key = await this.firstKey({ gt: prefixRange(prefix).lt, lt });
        }
    }

    private async firstKey(range: KeyRange): Promise<string | undefined> {
        for await (const [key] of this.deps.database.entries({ ...range, limit: 1 })) {
            return key;
        }
        return undefined;
    }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Shard.html: 28 characters at least. */
function shardId(index: number): string {
    return `shardId-${String(index).padStart(20, "0")}-${String(index).padStart(8, "0")}`;
}

/** AWS's numbers have 21 digits at least. */
function formatSequence(number: number): string {
    return `${String(number).padStart(16, "0")}00000`;
}

function readNumber(sequence: string): number {
    return Number(sequence.slice(0, -5));
}
