import type { FilterLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";

import type { Cloud } from "local-cloud";

/** What a log group was written since it was last looked at. */
export interface Written {
    lines: number;
    bytes: number;
    /** How many calls of a function ended. */
    calls: number;
}

/**
 * What CloudWatch adds to each line's size.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const lineOverhead = 26;

/** Reads what comes into a local cloud's log groups. */
export class LogMeter {
    private readonly seen = new Map<string, Written>();

    constructor(
        private readonly cloud: Cloud,
        readonly groups: readonly string[],
    ) {}

    /** What `group` holds that it did not at the last `mark`. */
    async since(group: string): Promise<Written> {
        const all = await this.read(group);
        const before = this.seen.get(group) ?? { lines: 0, bytes: 0, calls: 0 };
        return {
            lines: all.lines - before.lines,
            bytes: all.bytes - before.bytes,
            calls: all.calls - before.calls,
        };
    }

    /** Begins anew: what is there now does not count any more. */
    async mark(): Promise<void> {
        for (const group of this.groups) {
            this.seen.set(group, await this.read(group));
        }
    }

    private async read(logGroupName: string): Promise<Written> {
        const { events = [] } = await this.cloud.call<FilterLogEventsResponse>(
            ...([this.cloud.logs, "FilterLogEvents", { logGroupName }] as const),
        );
        const messages = events.map(({ message = "" }) => message);
        return {
            lines: messages.length,
            bytes: messages.reduce((sum, message) => sum + lineBytes(message), 0),
            calls: messages.filter((message) => message.startsWith("REPORT ")).length,
        };
    }
}

/** A line's size, with a fixed width for what depends on the machine: durations and memory. */
export function lineBytes(message: string): number {
    const fixed = message
        .replace(/\d+(\.\d+)? (ms|MB)/g, "00 $2")
        .replace(/"responseLatency":"\d+"/, '"responseLatency":"00"');
    return Buffer.byteLength(fixed) + lineOverhead;
}
