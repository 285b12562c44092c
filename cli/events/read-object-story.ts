import { isOutcome } from "../../handlers/billing/outcome";
import type { LogReader } from "../logs/log-reader";
import { parseLine } from "../logs/parse-line";
import { isCustomerId, listCustomerObjects } from "../state/read-customer";
import { readObject, type StoredObject } from "../state/read-object";
import { decidedPattern } from "./line-patterns";
import type { Facts } from "./open-facts";
import { findPlaces } from "./read-events";
import type { ObjectEvent, ObjectStory, Range } from "./story";

export interface ObjectStoryOptions {
    range: Range;
    account?: string;
    kind?: string;
}

/**
 * An object's events: those that the recorder's log tells of, and the last writes that its item names. For a customer, with what
 * is the customer's.
 */
export async function readObjectStory(
    facts: Omit<Facts, "close">,
    objectId: string,
    { range, account, kind }: ObjectStoryOptions,
): Promise<ObjectStory> {
    const { outputs, logs } = facts;
    const [object, ...told] = await Promise.all([
        readObject(facts, { objectId, account, kind }),
        ...findPlaces(outputs).deciders.map(({ logGroupName }) => readDecisions(logs, logGroupName, objectId, range)),
    ]);
    const isCustomer = object?.item.kind === "customer" || isCustomerId(objectId);
    return {
        type: "object",
        objectId,
        searched: range,
        events: joinEvents(told.flat(), object),
        object,
        customer: isCustomer ? await listCustomerObjects(facts, objectId, account) : undefined,
    };
}

async function readDecisions(
    logs: LogReader,
    logGroupName: string,
    objectId: string,
    range: Range,
): Promise<ObjectEvent[]> {
    const events: ObjectEvent[] = [];
    const pattern = decidedPattern({ objectId, ...range });
    for await (const { message, at } of logs.read({ ...range, logGroupName, pattern })) {
        const line = parseLine(message, at);
        if (line?.type === "telemetry" && isOutcome(line.message)) {
            const { eventId, eventType, reason } = line.fields;
            events.push({
                at: line.at,
                eventId: String(eventId),
                eventType: String(eventType),
                outcome: line.message,
                reason: String(reason),
            });
        }
    }
    return events;
}

/** The journal knows writes that the log has let go; what both tell of is there once. */
function joinEvents(told: readonly ObjectEvent[], object: StoredObject | undefined): ObjectEvent[] {
    const isTold = (id: string, outcome: string) =>
        told.some((event) => event.eventId === id && event.outcome === outcome);
    const written = (object?.journal ?? [])
        .filter(({ id, outcome }) => !isTold(id, outcome))
        .map(({ id, type, outcome, reason, at }) => ({ at, eventId: id, eventType: type, outcome, reason }));
    return [...told, ...written].sort((a, b) => a.at - b.at);
}
