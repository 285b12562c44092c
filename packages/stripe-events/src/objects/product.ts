import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function product(scene: Scene): JsonShape<Stripe.Product> {
    return {
        id: scene.id("product"),
        object: "product",
        active: true,
        created: scene.born,
        default_price: scene.id("price"),
        description: `The ${scene.offer.name} plan, billed monthly per seat`,
        images: [],
        livemode: scene.livemode,
        marketing_features: [{ name: "Unlimited projects" }],
        metadata: {},
        name: scene.offer.name,
        package_dimensions: null,
        shippable: null,
        statement_descriptor: null,
        tax_code: "txcd_10103001",
        tax_details: null,
        type: "service",
        unit_label: "seat",
        updated: scene.born,
        url: null,
    };
}
