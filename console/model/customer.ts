/** A customer's billing state. Times are in seconds since the epoch, amounts in the currency's smallest unit. */
export interface CustomerView {
    customerId: string;
    /** Undefined where no event told of the customer. */
    name?: string;
    email?: string;
    isDeleted: boolean;
    subscriptions: (ObjectState & {
        periodEnd?: number;
        cancelsAtPeriodEnd: boolean;
        items: { price?: string; product?: string; quantity?: number }[];
    })[];
    /** Invoices that are open or uncollectible. */
    unpaidInvoices: (ObjectState & {
        amountDue?: number;
        currency?: string;
        dueDate?: number;
        nextPaymentAttempt?: number;
    })[];
    /** Disputes that are not over. */
    disputes: (ObjectState & { amount?: number; currency?: string; reason?: string; evidenceDueBy?: number })[];
    /** All that is the customer's. */
    objects: { kind: string; objectId: string; status?: string; eventCreated: number }[];
}

interface ObjectState {
    objectId: string;
    status?: string;
    /** Nothing shows which event came last: the state may be wrong. */
    isAmbiguous: boolean;
}

/** An amount as people read it (https://docs.stripe.com/currencies#zero-decimal). */
export function formatMoney(amount: number | undefined, currency: string | undefined): string {
    if (amount === undefined || currency === undefined) {
        return "";
    }
    try {
        const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
        return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    } catch {
        // Not a currency of ISO 4217: better than to say nothing.
        return `${amount} ${currency}`;
    }
}
