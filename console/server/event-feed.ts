import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";

import type { EventRow } from "../model/event-row";

/** Where the feed's rows come from. */
export interface RowSource {
    /** Rows that are new or changed since the last call; the first call gives what there is, in any order. */
    read(): AsyncIterable<readonly EventRow[]>;
    /** From the end of one read to the start of the next, at least: no more than a quarter of the time is spent on reading. */
    intervalMilliseconds: number;
}

/** So many events are listed, the newest ones. */
export const maxRows = 100_000;

/** So many rows go in one message. */
const rowsPerMessage = 2_000;

interface Reader {
    response: ServerResponse;
    /** The last change that was sent. */
    sent: number;
}

/**
 * The live list of events, as Server-Sent Events: each who joins gets what there is, and then what changes. The source is
 * read only while somebody looks on.
 */
export class EventFeed {
    /** In the order of their last changes. */
    private readonly rows = new Map<string, { row: EventRow; change: number }>();
    private readonly readers = new Set<Reader>();
    private changes = 0;
    private reading: Promise<void> | undefined;
    private wake: (() => void) | undefined;
    private failure: string | undefined;

    constructor(private readonly source: RowSource) {}

    /** Who was here before says so by `Last-Event-ID`, and gets what has changed since. */
    join(request: IncomingMessage, response: ServerResponse): void {
        response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
        const reader = { response, sent: Number(request.headers["last-event-id"] ?? 0) || 0 };
        this.readers.add(reader);
        response.once("close", () => {
            this.readers.delete(reader);
            if (this.readers.size === 0) {
                this.wake?.();
            }
        });
        void this.catchUp(reader).then(() => {
            this.reading ??= this.readOn().finally(() => (this.reading = undefined));
        });
    }

    async close(): Promise<void> {
        this.readers.forEach(({ response }) => response.destroy());
        this.readers.clear();
        this.wake?.();
        await this.reading;
    }

    private async readOn(): Promise<void> {
        while (this.readers.size > 0) {
            const start = performance.now();
            try {
                for await (const rows of this.source.read()) {
                    this.take(rows);
                    await this.tellAll();
                }
                this.failure = undefined;
            } catch (error) {
                const { name, message } = error as Error;
                this.failure = name === "Error" || name === "CommandError" ? message : `${name}: ${message}`;
            }
            this.readers.forEach(({ response }) => write(response, "state", { failure: this.failure ?? null }));
            await this.pause(Math.max(this.source.intervalMilliseconds, 3 * (performance.now() - start)));
        }
    }

    private take(rows: readonly EventRow[]): void {
        for (const row of rows) {
            this.rows.delete(row.key);
            this.rows.set(row.key, { row, change: ++this.changes });
        }
        if (this.rows.size > maxRows) {
            const oldest = [...this.rows.values()].sort((a, b) => a.row.at - b.row.at);
            oldest.slice(0, this.rows.size - maxRows).forEach(({ row }) => this.rows.delete(row.key));
        }
    }

    private async tellAll(): Promise<void> {
        await Promise.all([...this.readers].map((reader) => this.catchUp(reader)));
    }

    /** Sends what `reader` has not got, newest events first, as fast as it takes them. */
    private async catchUp(reader: Reader): Promise<void> {
        const missing: EventRow[] = [];
        for (const { row, change } of [...this.rows.values()].reverse()) {
            if (change <= reader.sent) {
                break;
            }
            missing.push(row);
        }
        reader.sent = this.changes;
        const id = this.changes;
        missing.sort((a, b) => b.at - a.at);
        for (let start = 0; start < missing.length; start += rowsPerMessage) {
            // Only who got all of it has come as far as this.
            const isLast = start + rowsPerMessage >= missing.length;
            const isTaken = write(
                reader.response,
                "rows",
                missing.slice(start, start + rowsPerMessage),
                isLast ? id : undefined,
            );
            if (!isTaken && !reader.response.destroyed) {
                await Promise.race([once(reader.response, "drain"), once(reader.response, "close")]);
            }
        }
    }

    private pause(milliseconds: number): Promise<void> {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, milliseconds);
            this.wake = () => {
                if (this.readers.size === 0) {
                    clearTimeout(timer);
                    resolve();
                }
            };
        });
    }
}

function write(response: ServerResponse, event: string, data: unknown, id?: number): boolean {
    const name = id === undefined ? "" : `id: ${id}\n`;
    return response.write(`${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
