import { applyParams } from "../../apply-params";
import { closeDispute } from "../../billing/disputes";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { boolean, filledText, hashOf, metadata, text } from "../params";
import type { Operation, Resource } from "../resource";

const evidence = hashOf({
    access_activity_log: text,
    cancellation_rebuttal: text,
    customer_email_address: text,
    customer_name: text,
    product_description: text,
    refund_refusal_explanation: text,
    service_date: text,
    shipping_carrier: text,
    shipping_date: text,
    shipping_tracking_number: text,
    uncategorized_text: text,
});

/** Evidence is submitted to the bank unless `submit` is false, and awaits its word then. */
const update: Operation<StripeObject> = {
    params: { evidence, metadata, submit: boolean },
    run: ({ tx, params: { submit, ...given } }, dispute) => {
        const isSubmitted = given.evidence !== undefined && submit !== false;
        const details = dispute.evidence_details as { submission_count: number };
        return tx.update(
            "dispute",
            dispute.id,
            {
                ...applyParams(dispute, given),
                ...(given.evidence === undefined
                    ? {}
                    : {
                          evidence_details: {
                              ...details,
                              has_evidence: true,
                              submission_count: details.submission_count + Number(isSubmitted),
                          },
                      }),
                ...(isSubmitted ? { status: "under_review" } : {}),
            },
            "charge.dispute.updated",
        );
    },
};

export const dispute: Resource = {
    kind: "dispute",
    path: paths.dispute,
    permission: "dispute",
    update,
    list: { filters: { charge: { param: filledText }, payment_intent: { param: filledText } } },
    actions: { close: { params: {}, run: ({ tx }, { id }) => closeDispute(tx, id, "lost") } },
};
