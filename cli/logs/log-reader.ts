import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

/** One line of a log. */
export interface LogEvent {
    /** CloudWatch's id of it, unique in its group. */
    id: string;
    /** Milliseconds since the epoch. */
    at: number;
    message: string;
}

export interface LogQuery {
    logGroupName: string;
    /** A filter pattern of CloudWatch Logs. @default every line */
    pattern?: string;
    /** From then on, in milliseconds since the epoch. */
    from: number;
    /** Until then. @default without end */
    to?: number;
    /** @default the earliest first */
    latestFirst?: boolean;
}

/** Reads logs. A query costs nothing on AWS; it takes as long as CloudWatch takes to search that much of the log. */
export interface LogReader {
    /** The lines that match, as far as they are asked for. None where the group does not exist. */
    read(query: LogQuery): AsyncIterable<LogEvent>;
}

export function createLogReader(client: Pick<CloudWatchLogsClient, "send">): LogReader {
    return {
        async *read({ logGroupName, pattern, from, to, latestFirst = false }) {
            let nextToken: string | undefined;
            do {
                const query = new FilterLogEventsCommand({
                    logGroupName,
                    filterPattern: pattern,
                    startTime: from,
                    endTime: to,
                    ...(latestFirst && { startFromHead: false }),
                    nextToken,
                });
                const page = await client.send(query).catch((error: unknown) => {
                    if ((error as Error).name === "ResourceNotFoundException") {
                        return undefined;
                    }
                    throw error;
                });
                for (const { eventId = "", timestamp = 0, message = "" } of page?.events ?? []) {
                    yield { id: eventId, at: timestamp, message };
                }
                // Of a large group, a page may be empty, and others follow.
                nextToken = page?.nextToken;
            } while (nextToken !== undefined);
        },
    };
}

/** CloudWatch takes patterns of so many characters (quota "Filter pattern", 1,024). */
const maxPattern = 1_024;

/**
 * Patterns which together find the lines that have one of `terms`.
 */
export function findTerms(terms: readonly string[]): string[] {
    const patterns: string[] = [];
    for (const term of terms) {
        const quoted = `?${quote(term)}`;
        const last = patterns.at(-1);
        if (last !== undefined && last.length + 1 + quoted.length <= maxPattern) {
            patterns[patterns.length - 1] = `${last} ${quoted}`;
        } else {
            patterns.push(quoted);
        }
    }
    return patterns;
}

/** A term, or the value of a selector, as a filter pattern has it. */
export function quote(text: string): string {
    return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
