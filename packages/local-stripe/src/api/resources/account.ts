import { objects } from "stripe-events";

import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { creates, removes, updates } from "../operations";
import { filledText, hashOf, metadata, oneOf, text, type Params } from "../params";
import type { Resource } from "../resource";

const params: Params = {
    business_profile: hashOf({ name: text, url: text }),
    business_type: oneOf("company", "government_entity", "individual", "non_profit"),
    email: text,
    metadata,
};

/** Connected accounts. */
export const account: Resource = {
    kind: "account",
    path: paths.account,
    permission: "connected_account",
    create: creates(
        (tx): StripeObject => ({ ...objects.account(tx.scene()), email: null }),
        { ...params, country: filledText, type: oneOf("custom", "express", "standard") },
        {},
    ),
    update: updates(params, "account.updated"),
    remove: removes(),
    list: { filters: {} },
};
