import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical";
import type { Rank } from "./item";
import type { ObjectEvent } from "./object-event";
import { findPhase } from "./phase";

/** An event's place in the order by which events of one second are kept. A function of the event alone. */
export function computeRank(event: ObjectEvent): Rank {
    return {
        phase: findPhase(event),
        id: event.id,
        apiVersion: event.apiVersion ?? "",
        digest: computeDigest(event),
    };
}

/**
 * The order by which events of one second are kept, and by which one of several renderings of an event is chosen (when
 * endpoints with different API versions feed one bus): by phase, id and API version; should all of these be equal, by
 * content. Negative when the event is the lower one, zero when it is the same.
 */
export function compareRank(event: ObjectEvent, other: ObjectEvent | Rank): number {
    const phase = "phase" in other ? other.phase : findPhase(other);
    return (
        findPhase(event) - phase ||
        compareText(event.id, other.id) ||
        compareText(event.apiVersion ?? "", other.apiVersion ?? "") ||
        compareText(computeDigest(event), "digest" in other ? other.digest : computeDigest(other))
    );
}

/** Compares by UTF-16 code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
    return a < b ? -1 : Number(a > b);
}

function computeDigest(event: ObjectEvent): string {
    return createHash("sha256").update(canonicalJson(event)).digest("hex");
}
