import { ApiError } from "../../api-error";
import { capturePayment } from "../../billing/payments";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find, updates } from "../operations";
import { filledText, integer, metadata, text } from "../params";
import type { Operation, Resource } from "../resource";

const capture: Operation<StripeObject> = {
    params: { amount: integer },
    run: ({ tx, params: { amount } }, charge) => {
        if (charge.captured === true || charge.status !== "succeeded") {
            throw new ApiError(400, `Charge ${charge.id} has already been captured, or failed.`, {
                code: "charge_already_captured",
            });
        }
        const payment = find(tx, "payment_intent", charge.payment_intent, "payment_intent");
        capturePayment(tx, payment, (amount as number | undefined) ?? (charge.amount as number));
        return tx.get("charge", charge.id) as StripeObject;
    },
};

/** Made by payment intents alone. */
export const charge: Resource = {
    kind: "charge",
    isSearchable: true,
    path: paths.charge,
    permission: "charge",
    update: updates({ description: text, metadata, receipt_email: text }, "charge.updated"),
    list: { filters: { customer: { param: filledText }, payment_intent: { param: filledText } } },
    actions: { capture },
    nested: { refunds: { kind: "refund", member: "charge" } },
    includable: { refunds: { kind: "refund", member: "charge", path: "/v1/charges/ID/refunds" } },
};
