import type { InputLogEvent, PutLogEventsRequest, RejectedLogEventsInfo } from "@aws-sdk/client-cloudwatch-logs";

import { invalidParameter, notFound } from "./errors";
import type { LogGroup } from "./log-group";

const day = 24 * 60 * 60 * 1000;
const twoHours = 2 * 60 * 60 * 1000;

/**
 * Which events of a request a group takes, and what PutLogEvents answers: those that are too old or too new for it are
 * left out, and said.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 *
 * @param now milliseconds since the epoch
 * @throws AwsError when the stream is not there, or the request is not one that AWS takes
 */
export function acceptLogEvents(
    group: LogGroup,
    { logStreamName: stream = "", logEvents: events = [] }: PutLogEventsRequest,
    now: number,
): { accepted: InputLogEvent[]; answer: { rejectedLogEventsInfo?: RejectedLogEventsInfo } } {
    if (!group.streams.has(stream)) {
        throw notFound("stream");
    }
    if (events.length < 1 || events.length > 10_000) {
        throw invalidParameter("logEvents must have 1 to 10000 events.");
    }
    if (events.some(({ message = "" }) => message === "")) {
        throw invalidParameter("Each of logEvents must have a message of at least 1 character.");
    }
    const times = events.map(({ timestamp = 0 }) => timestamp);
    if (times.some((time, index) => time < (times[index - 1] ?? time))) {
        throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
    }
    const oldest = now - 14 * day;
    const expired = now - (group.retentionDays ?? Infinity) * day;
    const newest = now + twoHours;
    // In chronological order, so each kind of rejected events is at an end.
    const tooOld = times.filter((time) => time < oldest).length;
    const expiredOnes = times.filter((time) => time < expired).length;
    const firstTooNew = times.findIndex((time) => time > newest);
    const rejected: RejectedLogEventsInfo = {
        ...(firstTooNew < 0 ? {} : { tooNewLogEventStartIndex: firstTooNew }),
        ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
        ...(expiredOnes === 0 ? {} : { expiredLogEventEndIndex: expiredOnes }),
    };
    return {
        accepted: events.slice(Math.max(tooOld, expiredOnes), firstTooNew < 0 ? undefined : firstTooNew),
        answer: Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected },
    };
}
