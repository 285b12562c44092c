import { createHash } from "node:crypto";

import type { SnapshotEvent } from "../state/stripe-object";

/** A thin event, as event destinations get it: https://docs.stripe.com/api/v2/core/events/event_object */
export interface ThinEvent {
    id: string;
    object: "v2.core.event";
    /** The connected account that it happened in. */
    context?: string;
    /** RFC 3339. */
    created: string;
    /** What members were, and what they are. */
    changes?: { before: Record<string, unknown>; after: Record<string, unknown> };
    livemode: boolean;
    reason?: { type: "request"; request: { id: string; idempotency_key: string | null } };
    related_object?: { id: string; type: string; url: string };
    snapshot_event: string;
    type: string;
}

/** The thin event about what a snapshot event is about. The same each time. */
export function toThinEvent(event: SnapshotEvent): ThinEvent {
    const { object, previous_attributes: before } = event.data;
    const { id, idempotency_key } = event.request;
    return {
        id: `evt_test_${createHash("sha256").update(event.id).digest("hex").slice(0, 48)}`,
        object: "v2.core.event",
        ...(event.account === undefined ? {} : { context: event.account }),
        created: new Date(event.created * 1000).toISOString(),
        ...(before === undefined ? {} : { changes: { before, after: pick(object, before) } }),
        livemode: event.livemode,
        ...(id === null ? {} : { reason: { type: "request", request: { id, idempotency_key } } }),
        // The preview of an invoice has no id, and cannot be read.
        ...(object.id === undefined ? {} : { related_object: relate(object) }),
        snapshot_event: event.id,
        type: `v1.${event.type}`,
    };
}

function relate({ id, object }: { id: string; object: string }): ThinEvent["related_object"] {
    return { id, type: object, url: `/v1/${object.replaceAll(".", "/")}s/${id}` };
}

/** What is now where `before` has something: members of hashes one by one, null for what is gone. */
function pick(
    now: Readonly<Record<string, unknown>>,
    before: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(before).map(([name, was]) => {
            const is = Object.hasOwn(now, name) ? now[name] : null;
            return [name, isHash(was) && isHash(is) ? pick(is, was) : is];
        }),
    );
}

function isHash(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
