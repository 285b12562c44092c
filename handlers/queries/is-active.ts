import type Stripe from "stripe";

import { givesAccess, type AccessOptions } from "./gives-access";
import type { Stored } from "./objects";
import { stateCannotTell } from "./state-cannot-tell";

/**
 * Whether a subscription gives access, as `hasActiveSubscription` counts it: for the two sides of a change. One that was not
 * there yet, or is deleted, does not.
 *
 * @throws StateCannotTell when its object does not hold what the options ask
 */
export function isActive(subscription: Stored<Stripe.Subscription> | undefined, options: AccessOptions = {}): boolean {
    if (subscription === undefined || subscription.deleted) {
        return false;
    }
    const answer = givesAccess({ ...subscription.object }, subscription.truncated === true, options);
    if (answer !== "yes" && answer !== "no") {
        const { objectId: subscriptionId } = subscription;
        throw stateCannotTell(`whether ${subscriptionId} is active`, {
            subscriptions: [{ subscriptionId, reason: answer.unknown }],
            remedy: ": ask hasActiveSubscription",
        });
    }
    return answer === "yes";
}
