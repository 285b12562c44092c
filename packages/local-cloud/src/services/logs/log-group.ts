import { Deque } from "../deque";

/** One line of a log. */
export interface LogEvent {
    /** Its number in the group, from 1. */
    number: number;
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
    retentionDays: number | undefined;
    /** Told, and without effect here. */
    kmsKeyId: string | undefined;
    private readonly events = new Deque<LogEvent>();
    private bytes = 0;
    private lastNumber = 0;
    private lastAt = 0;

    constructor(
        readonly name: string,
        readonly createdAt: number,
    ) {}

    get storedBytes(): number {
        return this.bytes;
    }

    /** @param now milliseconds since the epoch */
    append(logStream: string, message: string, now: number): void {
        // The machine's clock may be put back; the order of events stays.
        const timestamp = (this.lastAt = Math.max(this.lastAt, now));
        const event = { number: ++this.lastNumber, logStream, message, timestamp };
        this.events.push(event);
        this.bytes += measureSize(event);
        while (this.events.length > maxEvents || (this.bytes > maxBytes && this.events.length > 1)) {
            const oldest = this.events.shift();
            this.bytes -= oldest === undefined ? 0 : measureSize(oldest);
        }
    }

    /** The events from `start` to `end` (milliseconds since the epoch) that `isWanted`, as they came. */
    find(start: number, end: number, now: number, isWanted: (event: LogEvent) => boolean): LogEvent[] {
        const oldest = this.retentionDays === undefined ? start : Math.max(start, now - this.retentionDays * day);
        return [...this.events].filter(
            (event) => event.timestamp >= oldest && event.timestamp <= end && isWanted(event),
        );
    }
}

function measureSize({ message }: LogEvent): number {
    return Buffer.byteLength(message) + overheadBytes;
}
