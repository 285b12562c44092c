import { allEventTypes, ordinaryEventTypes } from "./event-types";

/**
 * The types of events, in order, that Stripe is to send so that each subscription gets what it selects. `*` is spelled out:
 * Stripe's own leaves out types that have to be chosen by name.
 *
 * @param selectors event types, groups such as `customer.*`, or `*` for all
 */
export function enabledEvents(selectors: readonly string[]): string[] {
    return [...new Set(selectors.flatMap(spellOut))].sort();
}

function spellOut(selector: string): readonly string[] {
    if (selector === "*") {
        return ordinaryEventTypes;
    }
    return selector.endsWith(".*")
        ? allEventTypes.filter((type) => type.startsWith(selector.slice(0, -1)))
        : [selector];
}
