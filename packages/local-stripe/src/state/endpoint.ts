import type { SnapshotEvent, StripeObject } from "./stripe-object";

/** Where events are sent. */
export interface Endpoint {
    id: string;
    url: string;
    secret: string;
    enabledEvents: readonly string[];
    isEnabled: boolean;
    /** Whether it gets the events of connected accounts, or those of the platform's own. */
    isConnect: boolean;
    /** A thin destination gets `v2.core.event` without the object, others the whole event. */
    payload: "snapshot" | "thin";
}

/** The kinds of objects that are endpoints. */
export const endpointKinds = ["webhook_endpoint", "v2.core.event_destination"] as const;

/** Reads an endpoint from the object that stands for it, which has its secret too. */
export function toEndpoint(object: StripeObject): Endpoint {
    const isThin = object.object === "v2.core.event_destination" && object.event_payload !== "snapshot";
    const url = object.url ?? (object.webhook_endpoint as { url?: string } | undefined)?.url;
    return {
        id: object.id,
        url: url as string,
        secret: object.secret as string,
        enabledEvents: object.enabled_events as string[],
        isEnabled: object.status === "enabled",
        isConnect: object.connect === true,
        payload: isThin ? "thin" : "snapshot",
    };
}

/** Whether an event is sent to an endpoint. */
export function selects(endpoint: Endpoint, event: SnapshotEvent): boolean {
    const type = endpoint.payload === "thin" && event.alert === undefined ? `v1.${event.type}` : event.type;
    return (
        endpoint.isEnabled &&
        (event.alert === undefined || endpoint.payload === "thin") &&
        endpoint.isConnect === (event.account !== undefined) &&
        endpoint.enabledEvents.some((name) => name === "*" || name === type)
    );
}
