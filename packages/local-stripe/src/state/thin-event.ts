import type { AlertData, SnapshotEvent } from "./stripe-object";
import { findUrl } from "./urls";

/** An event of API v2: which object changed, without the object. */
export interface ThinEvent {
    id: string;
    object: "v2.core.event";
    /** The connected account that it happened in. */
    context?: string;
    /** RFC 3339. */
    created: string;
    livemode: false;
    reason: { type: "request"; request: { id: string; idempotency_key: string } } | null;
    /** Null for what has no id or URL of its own. */
    related_object: { id: string; type: string; url: string } | null;
    /** The id of its twin in API v1; an alert has none. */
    snapshot_event?: string;
    /** `v1.customer.created` */
    type: string;
    changes?: { before: Record<string, unknown>; after: Record<string, unknown> };
    /** Of an alert, where it is retrieved. */
    data?: AlertData;
}

const thinPrefix = "evt_test_";
const snapshotPrefix = "evt_";

/** The snapshot twin of a thin event's id. */
export function snapshotIdOf(thinId: string): string {
    return thinId.startsWith(thinPrefix) ? snapshotPrefix + thinId.slice(thinPrefix.length) : thinId;
}

/** The twin that thin destinations get: https://docs.stripe.com/webhooks#thin-events */
export function toThinEvent(event: SnapshotEvent): ThinEvent {
    const { object, previous_attributes: before } = event.data;
    const url = findUrl(object);
    const { id, idempotency_key } = event.request;
    const thin = {
        id: thinPrefix + event.id.slice(snapshotPrefix.length),
        object: "v2.core.event" as const,
        ...(event.account === undefined ? {} : { context: event.account }),
        created: new Date(event.created * 1000).toISOString(),
        livemode: false as const,
    };
    if (event.alert !== undefined) {
        return { ...thin, reason: null, related_object: null, type: event.type };
    }
    return {
        ...thin,
        reason: id === null ? null : { type: "request", request: { id, idempotency_key: idempotency_key ?? "" } },
        related_object: url === undefined ? null : { id: object.id, type: object.object, url },
        snapshot_event: event.id,
        type: `v1.${event.type}`,
        ...(before === undefined
            ? {}
            : {
                  changes: {
                      before,
                      after: Object.fromEntries(Object.keys(before).map((name) => [name, object[name] ?? null])),
                  },
              }),
    };
}
