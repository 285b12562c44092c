import type * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import Stripe from "stripe";

/** What a webhook endpoint at Stripe is to be. */
export interface EndpointInputs {
    url: string;
    /** Event types, in order. */
    enabledEvents: string[];
    /** The version that events are rendered in, which an endpoint keeps for its life. */
    apiVersion: string;
    description: string;
    metadata: Record<string, string>;
    /** Whether Stripe sends it nothing. */
    disabled: boolean;
}

interface EndpointState extends EndpointInputs {
    /** Told at creation only. */
    secret: string;
}

/** Pulumi serializes the provider with what it captures, and runs it in a process of its own: it keeps the client on itself. */
interface EndpointProvider extends pulumi.dynamic.ResourceProvider<EndpointInputs, EndpointState> {
    stripe?: Stripe;
}

/**
 * Creates, reads, updates and deletes a webhook endpoint at Stripe, for a dynamic resource. The API key comes from the stack's
 * configuration at each run, so that neither the state nor the serialized code has it, and a rolled one counts at once.
 */
export const endpointProvider: EndpointProvider = {
    configure({ config }) {
        const { protocol, hostname, port } = new URL(process.env.STRIPE_API_BASE ?? "https://api.stripe.com");
        this.stripe = new Stripe(config.require("stripeApiKey"), {
            protocol: protocol === "http:" ? "http" : "https",
            host: hostname,
            port: port === "" ? undefined : port,
            maxNetworkRetries: 3,
        });
        return Promise.resolve();
    },

    diff(_id, olds, news) {
        const changed = inputNames.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
        return Promise.resolve({
            // Code that has changed takes the place of that in the state, which is what deletes.
            changes: changed.length > 0 || readCode(olds) !== readCode(news),
            replaces: changed.filter((name) => name === "apiVersion"),
            // The new one first, so that Stripe always has where to send its events.
            deleteBeforeReplace: false,
        });
    },

    async create(inputs) {
        const { id, secret } = await (this.stripe as Stripe).webhookEndpoints.create({
            ...toParams(inputs),
            api_version: inputs.apiVersion as Stripe.WebhookEndpointCreateParams["api_version"],
        });
        if (secret === undefined) {
            throw new Error(`Stripe did not tell the secret of the webhook endpoint ${id}`);
        }
        return { id, outs: { ...pickInputs(inputs), secret } };
    },

    async update(id, olds, news) {
        await (this.stripe as Stripe).webhookEndpoints.update(id, { ...toParams(news), disabled: news.disabled });
        return { outs: { ...pickInputs(news), secret: olds.secret } };
    },

    async read(id, props) {
        let endpoint: Stripe.WebhookEndpoint;
        try {
            endpoint = await (this.stripe as Stripe).webhookEndpoints.retrieve(id);
        } catch (error) {
            if (isMissing(error)) {
                return {};
            }
            throw error;
        }
        const inputs: EndpointInputs = {
            url: endpoint.url,
            enabledEvents: [...endpoint.enabled_events].sort(),
            apiVersion: endpoint.api_version ?? "",
            description: endpoint.description ?? "",
            metadata: endpoint.metadata,
            disabled: endpoint.status === "disabled",
        };
        // Pulumi's types have one shape for both.
        return { id, inputs: inputs as EndpointState, props: { ...inputs, secret: props?.secret as string } };
    },

    async delete(id) {
        try {
            await (this.stripe as Stripe).webhookEndpoints.del(id);
        } catch (error) {
            if (!isMissing(error)) {
                throw error;
            }
        }
    },
};

const inputNames = ["url", "enabledEvents", "apiVersion", "description", "metadata", "disabled"] as const;

function pickInputs({
    url,
    enabledEvents,
    apiVersion,
    description,
    metadata,
    disabled,
}: EndpointInputs): EndpointInputs {
    return { url, enabledEvents, apiVersion, description, metadata, disabled };
}

function toParams({ url, enabledEvents, description, metadata }: EndpointInputs) {
    const enabled_events = enabledEvents as Stripe.WebhookEndpointCreateParams.EnabledEvent[];
    return { url, enabled_events, description, metadata };
}

/** The serialized provider, which Pulumi keeps among a dynamic resource's properties. */
function readCode(properties: object): unknown {
    return (properties as { __provider?: unknown }).__provider;
}

function isMissing(error: unknown): boolean {
    return (error as { statusCode?: number }).statusCode === 404;
}
