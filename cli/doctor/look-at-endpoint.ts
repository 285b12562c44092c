import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import Stripe from "stripe";

import type { Deployment } from "../deployment";
import { listProgramRules } from "../list-rules";
import type { Check } from "./check";
import { checkEndpoint, readSelectors } from "./check-endpoint";

export interface StripePlace {
    apiKey: string;
    /** Undefined for Stripe's own. */
    url: string | undefined;
}

/** Whether Stripe has a webhook endpoint for a deployment, enabled, for the types that its rules select. */
export async function lookAtEndpoint({ aws, outputs }: Deployment, { apiKey, url }: StripePlace): Promise<Check> {
    const { busName, webhookUrl } = outputs;
    if (webhookUrl === undefined) {
        return { area: "Stripe", verdict: "ok", text: "the stack has no webhook, and needs no endpoint at Stripe" };
    }
    const place = url === undefined ? undefined : new URL(url);
    const stripe = new Stripe(apiKey, {
        telemetry: false,
        ...(place && {
            host: place.hostname,
            port: place.port,
            protocol: place.protocol === "http:" ? "http" : "https",
        }),
    });
    const bus = new EventBridgeClient(aws);
    try {
        const endpoints = await stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
        const rules = await listProgramRules(bus, busName);
        const patterns = rules.flatMap(({ EventPattern }) => EventPattern ?? []);
        return checkEndpoint(endpoints, webhookUrl, readSelectors(patterns));
    } catch (error) {
        if (!(error instanceof Stripe.errors.StripeError)) {
            throw error;
        }
        return {
            area: "Stripe",
            verdict: "unknown",
            text: `Stripe does not tell its webhook endpoints: ${error.message}`,
            remedy:
                error instanceof Stripe.errors.StripeConnectionError
                    ? `check that ${url ?? "https://api.stripe.com"} can be reached; --stripe-url aims elsewhere`
                    : "give a key that may read webhook endpoints, by STRIPE_API_KEY or --api-key",
        };
    } finally {
        bus.destroy();
    }
}
