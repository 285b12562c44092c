import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

export function taxRate(scene: Scene): JsonShape<Stripe.TaxRate> {
    return {
        id: scene.id("taxRate"),
        object: "tax_rate",
        active: true,
        country: "DE",
        created: scene.born,
        description: "VAT Germany",
        display_name: "VAT",
        effective_percentage: 19,
        flat_amount: null,
        inclusive: false,
        jurisdiction: "DE",
        jurisdiction_level: "country",
        livemode: scene.livemode,
        metadata: {},
        percentage: 19,
        rate_type: "percentage",
        state: null,
        tax_type: "vat",
    };
}
