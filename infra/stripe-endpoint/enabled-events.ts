import { isThinSelector } from "../selectors/selector";
import { allEventTypes, ordinaryEventTypes } from "../selectors/event-types";

/**
 * The types of events, in order, that Stripe is to send so that each subscription gets what it selects. `*` is spelled out:
 * Stripe's own leaves out types that have to be chosen by name. Types of thin events are left out: an endpoint of API v1 is sent
 * none, and an event destination is (https://docs.stripe.com/event-destinations).
 *
 * @param selectors event types, groups such as `customer.*`, or `*` for all
 */
export function enabledEvents(selectors: readonly string[]): string[] {
    const snapshots = selectors.filter((selector) => !isThinSelector(selector));
    return [...new Set(snapshots.flatMap(spellOut))].sort();
}

function spellOut(selector: string): readonly string[] {
    if (selector === "*") {
        return ordinaryEventTypes;
    }
    return selector.endsWith(".*")
        ? allEventTypes.filter((type) => type.startsWith(selector.slice(0, -1)))
        : [selector];
}
