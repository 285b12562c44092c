import { ApiError } from "../../api-error";
import type { Recurring } from "../../billing/periods";
import type { ItemDraft } from "../../billing/subscription-items";
import type { Transaction } from "../../state/transaction";
import { find } from "../operations";

/** The items that a new subscription is to have. @throws ApiError when their prices do not go together */
export function readItems(
    tx: Transaction,
    items: readonly { price: string; quantity?: number; metadata?: object }[],
): ItemDraft[] {
    const drafts = items.map(({ price: id, quantity = 1, metadata = {} }, index) => {
        const price = find(tx, "price", id, `items[${index}][price]`);
        if (price.recurring === null) {
            const message =
                "The price specified is set to `type=one_time` but this field only accepts recurring prices.";
            throw new ApiError(400, message, { param: `items[${index}][price]` });
        }
        return { price, quantity, metadata };
    });
    if (drafts.length === 0) {
        throw new ApiError(400, "Missing required param: items.", { code: "parameter_missing", param: "items" });
    }
    const intervals = new Set(drafts.map(({ price }) => JSON.stringify(toInterval(price.recurring as Recurring))));
    if (intervals.size > 1) {
        throw new ApiError(400, "Local Stripe does not bill prices of different intervals in one subscription.", {
            param: "items",
        });
    }
    return drafts;
}

function toInterval({ interval, interval_count }: Recurring): unknown[] {
    return [interval, interval_count];
}
