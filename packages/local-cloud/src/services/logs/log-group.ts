import { Deque } from "./deque";

/** One line of a log. */
export interface LogEvent {
    /** Grows with each event of a group; as text of one length, so that it sorts. */
    id: string;
    logStream: string;
    message: string;
    /** Milliseconds since the epoch: when it came. */
    timestamp: number;
}

const maxEvents = 10_000;
const maxBytes = 8 * 1024 * 1024;
/** What CloudWatch adds to each event's size. */
const overheadBytes = 26;
const day = 24 * 60 * 60 * 1000;

/** A log group, in memory: its newest 10,000 events, or 8 MB of them. */
export class LogGroup {
    readonly streams = new Set<string>();
    retentionDays: number | undefined;
    /** Told, and without effect here. */
    kmsKeyId: string | undefined;
    private readonly events = new Deque<LogEvent>();
    private bytes = 0;
    private lastId = 0;

    constructor(
        readonly name: string,
        readonly createdAt: number,
    ) {}

    get storedBytes(): number {
        return this.bytes;
    }

    /** @param now milliseconds since the epoch */
    append(logStream: string, message: string, now: number): void {
        this.streams.add(logStream);
        const id = String(++this.lastId).padStart(20, "0");
        const event = { id, logStream, message, timestamp: now };
        this.events.push(event);
        this.bytes += measureSize(event);
        while (this.events.length > maxEvents || (this.bytes > maxBytes && this.events.length > 1)) {
            this.drop();
        }
    }

    /** The events from `start` until before `end` (milliseconds since the epoch), by time, then as they came. */
    between(start = 0, end = Infinity, now: number): LogEvent[] {
        const oldest = this.retentionDays === undefined ? start : Math.max(start, now - this.retentionDays * day);
        const found: LogEvent[] = [];
        for (const event of this.events) {
            if (event.timestamp >= oldest && event.timestamp < end) {
                found.push(event);
            }
        }
        return found.sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
    }

    private drop(): void {
        const event = this.events.shift();
        this.bytes -= event === undefined ? 0 : measureSize(event);
    }
}

function measureSize({ message }: LogEvent): number {
    return Buffer.byteLength(message) + overheadBytes;
}
