import { randomUUID } from "node:crypto";

import type { LogSink } from "../../service";

/** What `LogType: Tail` answers with, in bytes. */
const maxTailBytes = 4096;

/** The log of one execution environment: a stream of its own, and the tail of the invocation that runs. */
export class EnvironmentLog {
    private tailText = "";

    /**
     * @param sink undefined when the function's role may not write logs: the lines are lost then, as in AWS
     * @param now milliseconds since the epoch
     */
    constructor(
        private readonly sink: LogSink | undefined,
        private readonly group: string,
        readonly stream: string,
    ) {}

    write(message: string): void {
        this.sink?.write(this.group, this.stream, message);
        this.tailText += `${message}\n`;
        if (this.tailText.length > 4 * maxTailBytes) {
            this.tailText = this.tail();
        }
    }

    /** Begins the log of an invocation. */
    begin(): void {
        this.tailText = "";
    }

    /** The last 4 KB since `begin`. */
    tail(): string {
        const bytes = Buffer.from(this.tailText);
        return bytes.length <= maxTailBytes ? this.tailText : bytes.subarray(-maxTailBytes).toString("utf8");
    }
}

/** A name for a log stream in AWS's form: `2026/01/31/[$LATEST]8d3c…`. */
export function createLogStreamName(now: number): string {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
    return `${day}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
}
