import { allEventTypes } from "./event-types";
import { thinEventTypes } from "./thin-event-types";

/** Every type of Stripe's events. */
export const stripeEventTypes: readonly string[] = [...allEventTypes, ...thinEventTypes];

/** The selectors that no event of Stripe's can match. */
export function findUnknownSelectors(selectors: readonly string[]): string[] {
    return selectors.filter((selector) => !stripeEventTypes.some((type) => covers(selector, type)));
}

/** Whether a selector takes thin events alone: types of API v1's objects begin with `v1.`, those of API v2's with `v2.`. */
export function isThinSelector(selector: string): boolean {
    return /^v[12]\./.test(selector);
}

/** Whether a selector takes everything that another one does. */
export function covers(selector: string, other: string): boolean {
    return (
        selector === "*" || selector === other || (selector.endsWith(".*") && other.startsWith(selector.slice(0, -1)))
    );
}

/** What both of two lists of selectors take. */
export function intersectSelectors(some: readonly string[], others: readonly string[]): string[] {
    return dropCovered([
        ...some.filter((one) => others.some((other) => covers(other, one))),
        ...others.filter((other) => some.some((one) => covers(one, other))),
    ]);
}

/** Each selector once, and none that another in the list covers. */
export function dropCovered(selectors: readonly string[]): string[] {
    return [...new Set(selectors)].filter(
        (selector) => !selectors.some((other) => other !== selector && covers(other, selector)),
    );
}
