import Stripe from "stripe";

import { applyParams } from "../../apply-params";
import type { StripeObject } from "../../state/stripe-object";
import { expectUrl } from "../expect-url";
import { removes } from "../operations";
import { filledText, hashOf, listOf, metadata, oneOf, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";

const kind = "v2.core.event_destination";

const params: Params = {
    description: text,
    enabled_events: listOf(filledText),
    metadata,
    name: filledText,
    webhook_endpoint: hashOf({ url: filledText }, ["url"]),
};

const create: Operation = {
    params: {
        ...params,
        event_payload: oneOf("snapshot", "thin"),
        events_from: listOf(oneOf("other_accounts", "self")),
        type: oneOf("webhook_endpoint"),
    },
    required: ["enabled_events", "event_payload", "name", "type", "webhook_endpoint"],
    run: ({ tx, params: given }) => {
        expectUrl((given.webhook_endpoint as { url: string }).url, "webhook_endpoint[url]");
        const time = new Date(tx.now).toISOString();
        const { events_from: from = ["self"], event_payload: payload } = given;
        return tx.create({
            id: tx.newId("eventDestination"),
            object: kind,
            connect: (from as string[]).includes("other_accounts"),
            created: time,
            description: "",
            events_from: from,
            livemode: false,
            metadata: {},
            secret: `whsec_${tx.scene().text(32)}`,
            ...(payload === "snapshot" ? { snapshot_api_version: Stripe.API_VERSION } : {}),
            status: "enabled",
            updated: time,
            ...applyParams({}, given),
        });
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: given }, destination) => {
        if (given.webhook_endpoint !== undefined) {
            expectUrl((given.webhook_endpoint as { url: string }).url, "webhook_endpoint[url]");
        }
        const patch = { ...applyParams(destination, given), updated: new Date(tx.now).toISOString() };
        return tx.update(kind, destination.id, patch);
    },
};

/** What `disable` and `enable` do. */
function setStatus(status: "disabled" | "enabled"): Operation<StripeObject> {
    const details = status === "disabled" ? { disabled: { reason: "user" } } : undefined;
    return {
        params: {},
        run: ({ tx }, { id }) => tx.update(kind, id, { status, status_details: details }),
    };
}

/** The secret is in the answer to its creation alone. */
function showDestination({ secret, connect: _, ...shown }: StripeObject, isNew: boolean): StripeObject {
    const endpoint = { ...(shown.webhook_endpoint as object), ...(isNew ? { signing_secret: secret } : {}) };
    return { ...shown, webhook_endpoint: endpoint };
}

/** Where thin events go, or snapshots: API v2's endpoints. */
export const eventDestination: Resource = {
    kind,
    path: "/v2/core/event_destinations",
    permission: "event_destination",
    create,
    update,
    remove: removes(),
    actions: { disable: setStatus("disabled"), enable: setStatus("enabled") },
    show: showDestination,
};
