import { isHash } from "./canonical";
import { isName, readOrigin, type Origin } from "./subject";

/** A thin event of an object of API v1: it names the object and, mostly, the snapshot event that tells the same. */
export interface ThinEvent {
    id: string;
    /** Such as `v1.customer.created`. */
    type: string;
    origin: Origin;
    /** Seconds since the epoch. */
    created: number;
    /** The id of its snapshot twin; types that only thin events have, such as `v1.customer.subscription.active`, have none. */
    snapshotId?: string;
    /** The object, where it has an id of its own. */
    related?: { id: string; kind: string };
}

/** What a thin event of an object of API v1 names; undefined for any other event. */
export function readThinEvent(event: unknown): ThinEvent | undefined {
    if (!isHash(event) || event.object !== "v2.core.event") {
        return undefined;
    }
    const { id, type, created, related_object: related, snapshot_event: snapshotId } = event;
    if (!isName(id) || !isName(type) || !type.startsWith("v1.")) {
        return undefined;
    }
    return {
        id,
        type,
        origin: readOrigin(event),
        created: Date.parse(String(created)) / 1000,
        ...(isName(snapshotId) && { snapshotId }),
        ...(isHash(related) &&
            isName(related.id) &&
            isName(related.type) && { related: { id: related.id, kind: related.type } }),
    };
}
