import { objects } from "stripe-events";

import type { Transaction } from "../state/transaction";
import { embedList } from "./embedded-list";

/** A line of an invoice that is not made yet. */
export interface LineDraft {
    amount: number;
    currency: string;
    description: string | null;
    quantity: number;
    parent: object | null;
    period: { start: number; end: number };
    pricing: object | null;
    metadata?: unknown;
}

/** Makes a line, which its invoice does not show before `sumLines`. */
export function createLine(
    tx: Transaction,
    invoice: string,
    { parent, pricing, metadata = {}, ...line }: LineDraft,
): void {
    const { subscription_item_details: details } = (parent ?? {}) as {
        subscription_item_details?: { subscription: string } | null;
    };
    tx.create({
        ...objects.invoiceLine(tx.scene({ invoice })),
        ...line,
        metadata,
        parent,
        pricing,
        quantity_decimal: String(line.quantity),
        subscription: details?.subscription ?? null,
        subtotal: line.amount,
    });
}

/** What an invoice says of its lines: the list, and what they add up to. */
export function sumLines(tx: Transaction, invoice: string): Record<string, unknown> {
    const total = tx.find("line_item", { invoice }).reduce((sum, { amount }) => sum + (amount as number), 0);
    return {
        amount_due: total,
        amount_remaining: total,
        lines: embedList(tx, `/v1/invoices/${invoice}/lines`, "line_item", { invoice }),
        subtotal: total,
        subtotal_excluding_tax: total,
        total,
        total_excluding_tax: total,
    };
}
