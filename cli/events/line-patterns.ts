import { isOutcome } from "../../handlers/billing/outcome";
import { quote } from "../logs/log-reader";
import type { EventFilters } from "./event-row";

/** What the receiver's line says of an event that it did not put on the bus, and what it answered Stripe. */
const refusals: readonly (readonly [start: string, answer: number])[] = [
    ["refused: larger", 413],
    ["refused", 400],
    ["left aside", 200],
    ["the bus refused", 503],
    ["could not take", 503],
];

/** What the webhook answered, by the message of its line. */
export function readAnswer(message: string): number | undefined {
    return message === "received" ? 200 : refusals.find(([start]) => message.startsWith(start))?.[1];
}

/** The receiver's lines about events. */
export function receivedPattern(filters: EventFilters): string {
    return all(['$.eventId = "*"', ...aboutEvent(filters)]);
}

/** The receiver's lines about requests and events that it refused. */
export function refusedPattern(filters: EventFilters): string {
    return all([any(refusals.map(([start]) => equals("message", `${start}*`))), ...aboutEvent(filters)]);
}

/** The recorder's lines: each has a reason. */
export function decidedPattern(filters: EventFilters): string {
    const { outcome = "" } = filters;
    const which = isOutcome(outcome) ? equals("message", outcome) : '$.reason = "*"';
    return all([which, ...aboutEvent(filters)]);
}

/** What handlers' lines say of attempts that failed, or are about to. */
export const failures: readonly string[] = ["the handler failed", "out of time", "the process ended"];

/** Handlers' lines about attempts that failed. Theirs do not say whose the event is. */
export function failedPattern({ types }: EventFilters): string {
    return all([any(failures.map((message) => equals("message", message))), ...aboutEvent({ types, from: 0 })]);
}

/** Handlers' lines about attempts that did the work, or found it done. */
export function handledPattern({ types }: EventFilters): string {
    return all([any([equals("message", "handled"), equals("message", "skipped")]), ...aboutEvent({ types, from: 0 })]);
}

function aboutEvent({ types, customerId, objectId }: EventFilters): string[] {
    return [
        ...(types === undefined ? [] : [any(types.map((type) => equals("eventType", type)))]),
        ...(customerId === undefined ? [] : [equals("customerId", customerId)]),
        ...(objectId === undefined ? [] : [equals("objectId", objectId)]),
    ];
}

function equals(member: string, value: string): string {
    return `$.${member} = ${quote(value)}`;
}

function any(tests: readonly string[]): string {
    return tests.length === 1 ? `${tests[0]}` : `(${tests.join(" || ")})`;
}

function all(tests: readonly string[]): string {
    return `{ ${tests.join(" && ")} }`;
}
