import { createScene, objects, seededRandom } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";

const scene = createScene({
    random: seededRandom("local-stripe"),
    now: 1767225600,
    age: 0,
    livemode: false,
    ids: { account: "acct_1localStripe000" },
});

/** The platform's own account, whose keys these are. */
export const ownAccount: StripeObject = {
    ...objects.account(scene),
    controller: { type: "account" },
    type: "standard",
};
