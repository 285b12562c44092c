import { ApiError } from "../../api-error";
import { refundCharge } from "../../billing/refunds";
import { paths } from "../../state/urls";
import { find, updates } from "../operations";
import { filledText, integer, metadata, oneOf } from "../params";
import type { Operation, Resource } from "../resource";

const create: Operation = {
    params: {
        amount: integer,
        charge: filledText,
        metadata,
        payment_intent: filledText,
        reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
    },
    run: ({ tx, params: { amount, charge: chargeId, payment_intent: paymentId, ...members } }) => {
        if (chargeId === undefined && paymentId === undefined) {
            throw new ApiError(400, "One of the following params should be provided: payment_intent or charge.", {
                code: "parameter_missing",
            });
        }
        const id =
            chargeId ??
            find(tx, "payment_intent", paymentId, "payment_intent").latest_charge ??
            "of this payment intent";
        return refundCharge(tx, id as string, amount as number | undefined, members);
    },
};

export const refund: Resource = {
    kind: "refund",
    path: paths.refund,
    permission: "refund",
    create,
    update: updates({ metadata }, "refund.updated"),
    list: { filters: { charge: { param: filledText }, payment_intent: { param: filledText } } },
};
