import { isUtf8 } from "node:buffer";

import { isHash } from "./billing/canonical";
import { isName } from "./billing/subject";

/** What every Stripe event has: a snapshot event (`event`) or a thin one (`v2.core.event`). */
export interface StripeEvent {
    id: string;
    object: "event" | "v2.core.event";
    type: string;
    /** Seconds since the epoch in snapshot events, RFC 3339 text in thin ones. */
    created: number | string;
    livemode?: boolean;
    /** The Connect account that the event happened in. */
    account?: string;
    /** The account that it happened in, or the path to it, where an Organization's or v2's events say. */
    context?: string;
    /** In snapshot events, the object that it is about. */
    data?: unknown;
    /** In thin events, what names the object that it is about. */
    related_object?: unknown;
}

/** EventBridge's limit for a detail-type (PutEventsRequestEntry, Amazon EventBridge API reference). */
const maxTypeLength = 128;

/** The event that `payload` holds, or undefined when it is not a Stripe event. */
export function parseStripeEvent(payload: Buffer): { text: string; event: StripeEvent } | undefined {
    if (!isUtf8(payload)) {
        return undefined;
    }
    try {
        const text = payload.toString("utf8").replace(/^\uFEFF/, "");
        const event: unknown = JSON.parse(text);
        return isStripeEvent(event) ? { text, event } : undefined;
    } catch {
        return undefined;
    }
}

/** Whether a JSON value is a Stripe event that the bus and the state can take. */
export function isStripeEvent(value: unknown): value is StripeEvent {
    const event = value as Partial<StripeEvent> | null;
    return (
        typeof event === "object" &&
        event !== null &&
        (event.object === "v2.core.event" ||
            (event.object === "event" && isHash(event.data) && isHash(event.data.object))) &&
        isName(event.id) &&
        isName(event.type) &&
        event.type.length <= maxTypeLength &&
        createdAt(event as StripeEvent) !== undefined &&
        (event.livemode === undefined || typeof event.livemode === "boolean")
    );
}

/** When the event happened; undefined when it does not say. */
export function createdAt({ created }: StripeEvent): Date | undefined {
    const instant = typeof created === "number" ? new Date(created * 1000) : new Date(String(created));
    return Number.isNaN(instant.getTime()) ? undefined : instant;
}
