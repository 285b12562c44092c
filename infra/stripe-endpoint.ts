import * as pulumi from "@pulumi/pulumi";
import Stripe from "stripe";

import { stackName } from "./stack-name";
import { enabledEvents } from "./stripe-endpoint/enabled-events";
import { endpointProvider } from "./stripe-endpoint/endpoint-provider";

export interface StripeEndpointArgs {
    /** Where Stripe is to send events. */
    url: pulumi.Input<string>;
    /** What subscriptions select: event types, groups such as `customer.*`, or `*` for all. */
    selectors: readonly string[];
}

/**
 * The stack's webhook endpoint at Stripe. It is made by the API key in the setting `stripeApiKey`, and in the API version that
 * the `stripe` package has types for; another version is another endpoint, with a secret of its own.
 */
export class StripeEndpoint extends pulumi.dynamic.Resource {
    /** The secret that Stripe signs with. */
    declare readonly secret: pulumi.Output<string>;

    constructor(name: string, { url, selectors }: StripeEndpointArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            endpointProvider,
            name,
            {
                url,
                enabledEvents: enabledEvents(selectors),
                apiVersion: Stripe.API_VERSION,
                description: `The Pulumi stack ${pulumi.getStack()} of ${pulumi.getProject()}`,
                metadata: { "pulumi-stack": stackName() },
                disabled: false,
                secret: undefined,
            },
            { ...opts, additionalSecretOutputs: ["secret"] },
            "stripe",
            "WebhookEndpoint",
        );
    }
}
