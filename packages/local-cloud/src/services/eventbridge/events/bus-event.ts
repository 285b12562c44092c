import { validationError } from "../constraints";

/** An event on a bus: the text that targets get, and the same parsed, for patterns. */
export interface BusEvent {
    text: string;
    parsed: Readonly<Record<string, unknown>>;
    /** The event's `time`, in milliseconds since the epoch. */
    time: number;
}

export interface EventFields {
    id: string;
    detailType: string;
    source: string;
    account: string;
    /** Milliseconds since the epoch. */
    time: number;
    region: string;
    resources: readonly string[];
    /** A JSON object's text, passed on as it is: numbers keep the form that the sender gave them. */
    detail: string;
    /** `detail`, parsed. */
    parsedDetail: object;
}

/**
 * Builds the event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html) around the text of
 * its detail, which is not serialized again.
 */
export function buildBusEvent(fields: EventFields): BusEvent {
    const envelope = {
        version: "0",
        id: fields.id,
        "detail-type": fields.detailType,
        source: fields.source,
        account: fields.account,
        time: formatIsoSeconds(fields.time),
        region: fields.region,
        resources: fields.resources,
    };
    const head = JSON.stringify(envelope);
    return {
        text: `${head.slice(0, -1)},"detail":${fields.detail}}`,
        parsed: { ...envelope, detail: fields.parsedDetail },
        time: fields.time,
    };
}

/**
 * Reads an event that another bus passes on.
 *
 * @throws AwsError ValidationException when `text` is no event
 */
export function parseBusEvent(text: string): BusEvent {
    const parsed = parseObject(text);
    const time = typeof parsed?.time === "string" ? Date.parse(parsed.time) : NaN;
    if (
        parsed === undefined ||
        typeof parsed.source !== "string" ||
        typeof parsed["detail-type"] !== "string" ||
        !isObject(parsed.detail) ||
        Number.isNaN(time)
    ) {
        throw validationError("An event bus takes events only: source, detail-type, time and an object as detail.");
    }
    return { text, parsed, time };
}

/** EventBridge's id of an event, from its text; undefined where that has none. */
export function readEventId(text: string): string | undefined {
    const [, id] = /^\{"version":"0","id":"([^"]+)"/.exec(text) ?? [];
    // Another bus may have passed on a text of some other form.
    const found = id ?? parseObject(text)?.id;
    return typeof found === "string" ? found : undefined;
}

/** What IAM's condition keys tell of an event that a bus gets. */
export function readEventKind({ parsed }: BusEvent): { source: string; detailType: string } {
    return { source: String(parsed.source), detailType: String(parsed["detail-type"]) };
}

/** An event's members from its start on to `resources`, when all of those before it are strings. */
const beforeResources = /^\{(?:"(?:[^"\\]|\\.)*":"(?:[^"\\]|\\.)*",)*(?="resources":)/;

/**
 * The event with its `replay-name`, at the place where AWS puts it. Where another bus passed on a text of some other
 * form, it comes first: a `resources` further on may be one within `detail`.
 */
export function markReplayed(text: string, replayName: string): BusEvent {
    const at = beforeResources.exec(text)?.[0].length ?? text.indexOf("{") + 1;
    return parseBusEvent(`${text.slice(0, at)}"replay-name":${JSON.stringify(replayName)},${text.slice(at)}`);
}

/** `text` as a JSON object, or undefined when it is none. */
export function parseObject(text: string): Record<string, unknown> | undefined {
    try {
        const parsed: unknown = JSON.parse(text);
        return isObject(parsed) ? parsed : undefined;
    } catch {
        return undefined;
    }
}

/** Whether `text` is JSON of whatever kind. */
export function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `2026-01-01T00:00:00Z`: events carry whole seconds. */
export function formatIsoSeconds(milliseconds: number): string {
    return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
