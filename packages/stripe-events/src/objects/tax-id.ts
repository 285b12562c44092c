import type Stripe from "stripe";

import { between } from "../random";
import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function taxId(scene: Scene): JsonShape<Stripe.TaxId> {
    return {
        id: scene.id("taxId"),
        object: "tax_id",
        country: "DE",
        created: scene.born,
        customer: scene.id("customer"),
        customer_account: null,
        livemode: scene.livemode,
        owner: { customer: scene.id("customer"), customer_account: null, type: "customer" },
        type: "eu_vat",
        value: `DE${between(scene.random, 100_000_000, 999_999_999)}`,
        verification: { status: "pending", verified_address: null, verified_name: null },
    };
}
