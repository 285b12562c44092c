import * as pulumi from "@pulumi/pulumi";

import { allEventTypes } from "./stripe-endpoint/event-types";
import { thinEventTypes } from "./thin-event-types";

const types: readonly string[] = [...allEventTypes, ...thinEventTypes];

/**
 * Refuses selectors that no event can match. The type check says so too, but not of those that come from JavaScript, or by a
 * cast.
 *
 * @throws pulumi.RunError naming the subscription and the selectors
 */
export function checkSelectors(subscription: string, selectors: readonly string[]): void {
    const unknown = selectors.filter((selector) => selector !== "*" && !types.some((type) => selects(selector, type)));
    if (unknown.length > 0) {
        const list = unknown.map((selector) => `"${selector}"`).join(", ");
        throw new pulumi.RunError(
            `subscription "${subscription}" selects ${list}, and no type of Stripe's events is that: correct it by ` +
                "https://docs.stripe.com/api/events/types, or update the stripe package where the type is newer",
        );
    }
}

/** Whether a selector takes thin events alone: types of API v1's objects begin with `v1.`, those of API v2's with `v2.`. */
export function isThinSelector(selector: string): boolean {
    return /^v[12]\./.test(selector);
}

function selects(selector: string, type: string): boolean {
    return selector.endsWith(".*") ? type.startsWith(selector.slice(0, -1)) : type === selector;
}
