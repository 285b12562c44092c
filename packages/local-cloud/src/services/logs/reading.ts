import type { FilterLogEventsRequest } from "@aws-sdk/client-cloudwatch-logs";

import { invalidParameter, notFound } from "./errors";
import { parseFilterPattern } from "./filter-pattern";
import type { LogEvent, LogGroup } from "./log-group";

const maxEvents = 10_000;
/** From where on FilterLogEvents can give the latest events first. */
const firstReadBackwards = Date.UTC(2024, 0, 1);

/**
 * A group's events, of some streams or all, that match a pattern: the earliest first, or with `startFromHead: false` the latest.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 *
 * @throws AwsError
 */
export function filterLogEvents(group: LogGroup, input: FilterLogEventsRequest, now: number): object {
    const { logStreamNames: names, logStreamNamePrefix: prefix, nextToken } = input;
    const place = nextToken === undefined ? undefined : /^([fb])\/(\d{13,}-\d{20})$/.exec(nextToken);
    if (place === null) {
        throw invalidParameter("The specified nextToken is invalid.");
    }
    // On later requests, the token says the direction.
    const [, direction = input.startFromHead === false ? "b" : "f", from] = place ?? [];
    const isLeft = (event: LogEvent) =>
        from === undefined || (direction === "f" ? encodePlace(event) > from : encodePlace(event) < from);
    if (names !== undefined && prefix !== undefined) {
        throw invalidParameter("logStreamNames and logStreamNamePrefix exclude each other.");
    }
    if (names?.some((name) => !group.streams.has(name))) {
        throw notFound("stream");
    }
    if (input.startFromHead === false && (input.startTime ?? 0) < firstReadBackwards) {
        throw invalidParameter("startFromHead=false needs a startTime on or after Jan 1, 2024 00:00:00 UTC.");
    }
    const matches = parseFilterPattern(input.filterPattern ?? "");
    const found = group
        // Events later than the end are left out, those at it are not.
        .between(input.startTime, input.endTime === undefined ? undefined : input.endTime + 1, now)
        .filter((event) => {
            const isWanted = names?.includes(event.logStream) ?? event.logStream.startsWith(prefix ?? "");
            return isWanted && isLeft(event) && matches(event.message);
        });
    if (direction === "b") {
        found.reverse();
    }
    const page = found.slice(0, checkLimit(input.limit));
    const last = page.at(-1);
    return {
        events: page.map((event) => ({
            logStreamName: event.logStream,
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.timestamp,
            eventId: encodePlace(event),
        })),
        searchedLogStreams: [],
        nextToken: last !== undefined && page.length < found.length ? `${direction}/${encodePlace(last)}` : undefined,
    };
}

/** Sorts as events are shown: by time, then as they came. */
function encodePlace({ timestamp, id }: LogEvent): string {
    return `${String(timestamp).padStart(13, "0")}-${id}`;
}

function checkLimit(limit = maxEvents): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > maxEvents) {
        throw invalidParameter(`limit must be from 1 to ${maxEvents}.`);
    }
    return limit;
}
