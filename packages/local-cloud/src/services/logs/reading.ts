import type { FilterLogEventsRequest } from "@aws-sdk/client-cloudwatch-logs";

import { refuseMembers } from "../refuse-members";
import { checkLimit, invalidParameter } from "./errors";
import { parseFilterPattern } from "./filter-pattern";
import type { LogEvent, LogGroup } from "./log-group";

const maxPageSize = 10_000;
/** From where on FilterLogEvents can give the latest events first. */
const firstReadBackwards = Date.UTC(2024, 0, 1);

/**
 * A group's events that match a pattern: the earliest first, or with `startFromHead: false` the latest.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 *
 * @throws AwsError
 */
export function filterLogEvents(group: LogGroup, input: FilterLogEventsRequest, now: number): object {
    const { startTime = 0, endTime = Infinity, startFromHead, nextToken } = input;
    refuseMembers(input, ["logStreamNames", "logStreamNamePrefix"], invalidParameter);
    const place = nextToken === undefined ? undefined : /^([fb])\/\d{13,}-(\d{20})$/.exec(nextToken);
    if (place === null) {
        throw invalidParameter("The specified nextToken is invalid.");
    }
    // On later requests, the token says the direction.
    const [, direction = startFromHead === false ? "b" : "f", from] = place ?? [];
    if (startFromHead === false && startTime < firstReadBackwards) {
        throw invalidParameter("startFromHead=false needs a startTime on or after Jan 1, 2024 00:00:00 UTC.");
    }
    const isLeft = ({ number }: LogEvent) =>
        from === undefined || (direction === "f" ? number > Number(from) : number < Number(from));
    const matches = parseFilterPattern(input.filterPattern ?? "");
    const found = group.find(startTime, endTime, now, (event) => isLeft(event) && matches(event.message));
    if (direction === "b") {
        found.reverse();
    }
    const page = found.slice(0, checkLimit(input.limit, maxPageSize));
    const last = page.at(-1);
    return {
        events: page.map((event) => ({
            logStreamName: event.logStream,
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.timestamp,
            eventId: formatEventId(event),
        })),
        searchedLogStreams: [],
        nextToken: last !== undefined && page.length < found.length ? `${direction}/${formatEventId(last)}` : undefined,
    };
}

/** Text of one length, which sorts as the events came. */
function formatEventId({ timestamp, number }: LogEvent): string {
    return `${String(timestamp).padStart(13, "0")}-${String(number).padStart(20, "0")}`;
}
