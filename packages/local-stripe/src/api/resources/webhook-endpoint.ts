import Stripe from "stripe";

import { applyParams } from "../../apply-params";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { expectUrl } from "../expect-url";
import { removes } from "../operations";
import { boolean, filledText, listOf, metadata, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";

const params: Params = { description: text, enabled_events: listOf(filledText), metadata, url: filledText };

const create: Operation = {
    params: { ...params, api_version: filledText, connect: boolean },
    required: ["enabled_events", "url"],
    run: ({ tx, params: { connect = false, ...given } }) => {
        expectUrl(given.url as string, "url");
        return tx.create({
            id: tx.newId("webhookEndpoint"),
            object: "webhook_endpoint",
            api_version: Stripe.API_VERSION,
            application: null,
            connect,
            created: tx.seconds,
            description: null,
            livemode: false,
            metadata: {},
            secret: `whsec_${tx.scene().text(32)}`,
            status: "enabled",
            ...applyParams({}, given),
        });
    },
};

const update: Operation<StripeObject> = {
    params: { ...params, disabled: boolean },
    run: ({ tx, params: { disabled, ...given } }, endpoint) => {
        if (given.url !== undefined) {
            expectUrl(given.url as string, "url");
        }
        const status = disabled === undefined ? {} : { status: disabled === true ? "disabled" : "enabled" };
        return tx.update("webhook_endpoint", endpoint.id, { ...applyParams(endpoint, given), ...status });
    },
};

/** The secret is in the answer to its creation alone. */
function showEndpoint({ secret, connect: _, ...endpoint }: StripeObject, isNew: boolean): StripeObject {
    return isNew ? { ...endpoint, secret } : endpoint;
}

export const webhookEndpoint: Resource = {
    kind: "webhook_endpoint",
    path: paths.webhook_endpoint,
    permission: "webhook",
    create,
    update,
    remove: removes(),
    list: { filters: {} },
    show: showEndpoint,
};
