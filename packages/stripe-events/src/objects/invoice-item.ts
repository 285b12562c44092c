import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** A charge that waits for the customer's next invoice. */
export function invoiceItem(scene: Scene): JsonShape<Stripe.InvoiceItem> {
    return {
        id: scene.id("invoiceItem"),
        object: "invoiceitem",
        amount: 1500,
        currency: scene.currency,
        customer: scene.id("customer"),
        customer_account: null,
        date: scene.born,
        description: "Setup call",
        discountable: true,
        discounts: [],
        invoice: null,
        livemode: scene.livemode,
        metadata: {},
        net_amount: 1500,
        parent: null,
        period: { end: scene.born, start: scene.born },
        pricing: {
            price_details: { price: scene.id("price"), product: scene.id("product") },
            type: "price_details",
            unit_amount_decimal: "1500",
        },
        proration: false,
        quantity: 1,
        quantity_decimal: "1",
        tax_rates: [],
        test_clock: null,
    };
}
