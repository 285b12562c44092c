import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";

/** An invoice's line for a subscription's period. */
export function invoiceLine(scene: Scene): JsonShape<Stripe.InvoiceLineItem> {
    const { amount, currency, offer, quantity } = scene;
    return {
        id: scene.id("invoiceLine"),
        object: "line_item",
        amount,
        currency,
        description: `${quantity} × ${offer.name} (at $${(offer.amount / 100).toFixed(2)} / month)`,
        discount_amounts: [],
        discountable: true,
        discounts: [],
        invoice: scene.id("invoice"),
        livemode: scene.livemode,
        metadata: {},
        parent: {
            invoice_item_details: null,
            subscription_item_details: {
                invoice_item: null,
                proration: false,
                proration_details: { credited_items: null },
                subscription: scene.id("subscription"),
                subscription_item: scene.id("subscriptionItem"),
            },
            type: "subscription_item_details",
        },
        period: { end: scene.periodEnd, start: scene.born },
        pretax_credit_amounts: [],
        pricing: {
            price_details: { price: scene.id("price"), product: scene.id("product") },
            type: "price_details",
            unit_amount_decimal: offer.amount.toString(),
        },
        quantity,
        quantity_decimal: quantity.toString(),
        subscription: scene.id("subscription"),
        subtotal: amount,
        taxes: [],
    };
}
