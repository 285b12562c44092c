import * as pulumi from "@pulumi/pulumi";

import { findUnknownSelectors } from "./selectors/selector";

/**
 * Refuses selectors that no event can match. The type check says so too, but not of those that come from JavaScript, or by a
 * cast.
 *
 * @throws pulumi.RunError naming the subscription and the selectors
 */
export function checkSelectors(subscription: string, selectors: readonly string[]): void {
    const unknown = findUnknownSelectors(selectors);
    if (unknown.length > 0) {
        const list = unknown.map((selector) => `"${selector}"`).join(", ");
        throw new pulumi.RunError(
            `subscription "${subscription}" selects ${list}, and no type of Stripe's events is that: correct it by ` +
                "https://docs.stripe.com/api/events/types, or update the stripe package where the type is newer",
        );
    }
}
