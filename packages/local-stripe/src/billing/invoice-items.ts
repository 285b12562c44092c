import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import type { LineDraft } from "./invoice-lines";

/**
 * Puts a customer's items that no invoice has yet on one: marks them, and returns the lines that they become.
 *
 * @param only the one that is taken. All when left out.
 */
export function takePendingLines(tx: Transaction, customer: string, invoice: string, only?: string): LineDraft[] {
    return tx
        .find("invoiceitem", { customer, invoice: null })
        .filter(({ id }) => only === undefined || id === only)
        .reverse()
        .map((item) => toLine(tx.update("invoiceitem", item.id, { invoice })));
}

function toLine(item: StripeObject): LineDraft {
    return {
        amount: item.amount as number,
        currency: item.currency as string,
        description: item.description as string | null,
        quantity: item.quantity as number,
        parent: {
            invoice_item_details: {
                invoice_item: item.id,
                proration: false,
                proration_details: { credited_items: null },
                subscription: null,
            },
            subscription_item_details: null,
            type: "invoice_item_details",
        },
        period: item.period as { start: number; end: number },
        pricing: item.pricing as object | null,
        metadata: item.metadata,
    };
}
