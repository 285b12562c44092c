import { objects } from "stripe-events";

import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/** Lists within objects hold so many, and say that there are more: https://docs.stripe.com/api/pagination */
const maxEmbedded = 10;

/** The list of a kind's objects as it stands within the one that they belong to: the oldest first. */
export function embedList(tx: Transaction, url: string, kind: string, filters: Record<string, string>): object {
    const all = tx.find(kind, filters).reverse();
    return { ...objects.list<StripeObject>(url, all.slice(0, maxEmbedded)), has_more: all.length > maxEmbedded };
}
