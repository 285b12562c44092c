import { objects } from "stripe-events";

import { ApiError, notHere } from "../api-error";
import { applyParams } from "../apply-params";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import { toPlan } from "./plans";

/** Makes a price, and the plan that is its twin when it recurs. */
export function createPrice(tx: Transaction, given: Readonly<Record<string, unknown>>): StripeObject {
    const { transfer_lookup_key: isTransferred, unit_amount_decimal: exact, ...members } = given;
    const amount = (members.unit_amount ?? exact) as number | undefined;
    if (amount === undefined) {
        throw new ApiError(400, "Missing required param: unit_amount.", {
            code: "parameter_missing",
            param: "unit_amount",
        });
    }
    if (!Number.isInteger(amount)) {
        throw notHere("charge fractions of a currency's smallest unit", "unit_amount_decimal");
    }
    takeLookupKey(tx, members.lookup_key, isTransferred);
    const built = objects.price(tx.scene());
    const price = tx.create(
        {
            ...built,
            lookup_key: null,
            ...applyParams({}, members),
            recurring:
                members.recurring === undefined ? null : { ...built.recurring, ...(members.recurring as object) },
            type: members.recurring === undefined ? "one_time" : "recurring",
            unit_amount: amount,
            unit_amount_decimal: String(amount),
        },
        "price.created",
    );
    if (price.recurring !== null) {
        tx.create(toPlan(price), "plan.created");
    }
    return price;
}

/** A lookup key is one price's: https://docs.stripe.com/api/prices/create#create_price-transfer_lookup_key */
export function takeLookupKey(tx: Transaction, key: unknown, isTransferred: unknown, own?: string): void {
    const [holder] = typeof key === "string" ? tx.find("price", { lookup_key: key }) : [];
    if (holder === undefined || holder.id === own) {
        return;
    }
    if (isTransferred !== true) {
        throw new ApiError(
            400,
            `A price (\`${holder.id}\`) already uses that lookup key. You can transfer the lookup key from that price ` +
                "by setting `transfer_lookup_key=true` on the new price.",
            { code: "resource_already_exists", param: "lookup_key" },
        );
    }
    tx.update("price", holder.id, { lookup_key: null }, "price.updated");
}
