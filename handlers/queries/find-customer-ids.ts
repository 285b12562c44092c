import { makeCustomerKey } from "../billing/index-keys";
import type { Hash } from "../billing/canonical";
import { customerAccountIndex } from "./indexes";
import type { QueryIndex } from "./query-index";
import type { ReadObjects } from "./read-objects";

/**
 * The ids that a customer is found by: the given one and, where that is an account's, the one that Stripe gives the customer
 * besides (https://docs.stripe.com/connect/use-accounts-as-customers), as far as any object of the customer's tells it.
 */
export type FindCustomerIds = (account: string, customerId: string) => Promise<string[]>;

export function createFindCustomerIds(query: QueryIndex, read: ReadObjects): FindCustomerIds {
    return async (account, customerId) => {
        if (!customerId.startsWith("acct_")) {
            return [customerId];
        }
        const accountKey = makeCustomerKey(account, customerId);
        let start: Hash | undefined;
        do {
            const { objectKeys, next } = await query({
                index: customerAccountIndex,
                condition: "customerAccountKey = :account",
                values: { ":account": accountKey },
                // Any one tells it: an account is one customer.
                limit: 1,
                ...(start && { start }),
            });
            const [item] = await read(objectKeys);
            if (item?.customerAccountKey === accountKey && item.customerId !== undefined) {
                return [customerId, item.customerId];
            }
            start = next;
        } while (start !== undefined);
        return [customerId];
    };
}
