import { type LogReader, quote } from "../logs/log-reader";
import { parseLine, readText } from "../logs/parse-line";
import { readAnswer } from "./line-patterns";
import type { Place } from "./read-events";
import type { Arrival, Range } from "./story";

/** What the webhook's lines tell of an event. */
export interface Arrived {
    /** The earliest first. */
    arrivals: Arrival[];
    eventType?: string;
    objectId?: string;
    customerId?: string;
    account?: string;
}

/** Each time that the webhook got an event. */
export async function readArrivals(
    logs: LogReader,
    receivers: readonly Place[],
    eventId: string,
    range: Range,
): Promise<Arrived> {
    const arrived: Arrived = { arrivals: [] };
    for (const { logGroupName } of receivers) {
        const pattern = `{ $.eventId = ${quote(eventId)} }`;
        for await (const { message, at } of logs.read({ ...range, logGroupName, pattern })) {
            const line = parseLine(message, at);
            const answer = line?.type === "telemetry" ? readAnswer(line.message) : undefined;
            if (line?.type !== "telemetry" || answer === undefined) {
                continue;
            }
            const { eventType, objectId, customerId, account, endpoint, busEventId } = line.fields;
            arrived.arrivals.push({
                at: line.at,
                answer,
                message: line.message,
                endpoint: readText(endpoint),
                busEventId: readText(busEventId),
                traceId: line.traceId,
            });
            arrived.eventType ??= readText(eventType);
            arrived.objectId ??= readText(objectId);
            arrived.customerId ??= readText(customerId);
            arrived.account ??= readText(account);
        }
    }
    arrived.arrivals.sort((a, b) => a.at - b.at);
    return arrived;
}
