import { objects } from "stripe-events";

import { ApiError } from "../../api-error";
import { takePendingLines } from "../../billing/invoice-items";
import { addLines } from "../../billing/invoices";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { filledText, hashOf, integer, metadata, text } from "../params";
import type { Operation, Resource } from "../resource";

const create: Operation = {
    params: {
        amount: integer,
        currency: filledText,
        customer: filledText,
        description: text,
        invoice: filledText,
        metadata,
        pricing: hashOf({ price: filledText }, ["price"]),
        quantity: integer,
    },
    required: ["customer"],
    run: ({ tx, params: { pricing, invoice: invoiceId, quantity = 1, ...given } }) => {
        const customer = find(tx, "customer", given.customer, "customer");
        const { price: priceId } = (pricing ?? {}) as { price?: string };
        const price = priceId === undefined ? undefined : find(tx, "price", priceId, "pricing[price]");
        const amount = (price === undefined ? given.amount : price.unit_amount) as number | undefined;
        if (amount === undefined) {
            throw new ApiError(400, "Missing required param: amount.", { code: "parameter_missing", param: "amount" });
        }
        const total = price === undefined ? amount : amount * (quantity as number);
        const invoice = invoiceId === undefined ? undefined : find(tx, "invoice", invoiceId, "invoice");
        const item = tx.create(
            {
                ...objects.invoiceItem(tx.scene()),
                description: null,
                ...given,
                amount: total,
                currency: price?.currency ?? given.currency ?? customer.currency ?? "usd",
                net_amount: total,
                period: { end: tx.seconds, start: tx.seconds },
                pricing: price === undefined ? null : toPricing(price),
                quantity,
                quantity_decimal: String(quantity),
            },
            "invoiceitem.created",
        );
        if (invoice !== undefined) {
            addLines(tx, invoice, takePendingLines(tx, customer.id, invoice.id, item.id));
        }
        return tx.get("invoiceitem", item.id) as StripeObject;
    },
};

function toPricing({ id, product, unit_amount_decimal }: StripeObject): object {
    return { price_details: { price: id, product }, type: "price_details", unit_amount_decimal };
}

export const invoiceItem: Resource = {
    kind: "invoiceitem",
    path: paths.invoiceitem,
    permission: "invoice_item",
    create,
    list: { filters: { customer: { param: filledText }, invoice: { param: filledText } } },
};
