import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";

/** What the customer may use. It has no id of its own. */
export function entitlementSummary(scene: Scene): JsonShape<Stripe.Entitlements.ActiveEntitlementSummary> {
    const customer = scene.id("customer");
    return {
        object: "entitlements.active_entitlement_summary",
        customer,
        entitlements: list(`/v1/customer/${customer}/entitlements`, [
            {
                id: scene.id("entitlement"),
                object: "entitlements.active_entitlement",
                feature: scene.id("feature"),
                livemode: scene.livemode,
                lookup_key: "priority-support",
            },
        ]),
        livemode: scene.livemode,
    };
}
