import type Stripe from "stripe";

import type { StripeReader } from "../sync/stripe-reader";
import { givesAccess, type AccessOptions, type Answer } from "./gives-access";
import { ownAccount } from "./ids";
import type { Stored } from "./objects";
import type { AccountOptions } from "./page";
import type { BillingQueries } from "./queries";
import { stateCannotTell, type UnclearSubscription } from "./state-cannot-tell";
import { wholeSubscription } from "./whole-subscription";

export interface HasActiveSubscriptionDeps extends Pick<BillingQueries, "subscriptionsOf"> {
    stripe: Pick<StripeReader, "of"> | undefined;
}

export function createHasActiveSubscription({ subscriptionsOf, stripe }: HasActiveSubscriptionDeps) {
    /** The answer by the subscription as Stripe has it now. */
    async function askStripe(
        ask: Pick<StripeReader, "of">,
        { objectId, account }: Stored<unknown>,
        options: AccessOptions,
    ): Promise<Answer> {
        try {
            const subscription = await wholeSubscription(ask.of({ account }), objectId);
            return subscription === undefined
                ? { unknown: "Stripe does not know it" }
                : givesAccess(subscription, false, options);
        } catch (error) {
            return { unknown: `Stripe could not be asked: ${(error as Error).message}` };
        }
    }

    return async (customerId: string, options: AccessOptions & AccountOptions = {}): Promise<boolean> => {
        const { account = ownAccount } = options;
        const subscriptions = await subscriptionsOf(customerId, { account });
        const answers = subscriptions.map((item) => ({
            item,
            answer: readAnswer(item, options),
        }));
        if (answers.some(({ answer }) => answer === "yes")) {
            return true;
        }
        const unclear: UnclearSubscription[] = [];
        for (const { item, answer } of answers.filter(({ answer }) => answer !== "no")) {
            const settled = stripe === undefined ? answer : await askStripe(stripe, item, options);
            if (settled === "yes") {
                return true;
            }
            if (settled !== "no") {
                unclear.push({ subscriptionId: item.objectId, reason: settled.unknown });
            }
        }
        if (unclear.length > 0) {
            const remedy = stripe === undefined ? ": give createBillingQueries `stripe`, which asks Stripe" : "";
            throw stateCannotTell(`whether ${customerId} has such a subscription`, {
                subscriptions: unclear,
                remedy,
            });
        }
        return false;
    };
}

/** The answer by the state: none where it may be that of an earlier event. */
function readAnswer(item: Stored<Stripe.Subscription>, options: AccessOptions): Answer {
    return item.ambiguous
        ? { unknown: "nothing shows which event of one second was the last" }
        : givesAccess({ ...item.object }, item.truncated === true, options);
}
