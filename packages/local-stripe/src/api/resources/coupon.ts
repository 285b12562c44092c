import { objects } from "stripe-events";

import { ApiError } from "../../api-error";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { creates, find, removes, updates } from "../operations";
import { boolean, decimal, filledText, hashOf, integer, metadata, oneOf, text } from "../params";
import type { Resource } from "../resource";

export const coupon: Resource = {
    kind: "coupon",
    path: paths.coupon,
    permission: "coupon",
    create: creates(
        buildCoupon,
        {
            amount_off: integer,
            currency: filledText,
            duration: oneOf("forever", "once", "repeating"),
            duration_in_months: integer,
            id: filledText,
            max_redemptions: integer,
            metadata,
            name: text,
            percent_off: decimal,
            redeem_by: integer,
        },
        { event: "coupon.created" },
    ),
    update: updates({ metadata, name: text }, "coupon.updated"),
    remove: removes("coupon.deleted"),
    list: { filters: {} },
};

function buildCoupon(
    tx: Transaction,
    { amount_off, percent_off, id }: Readonly<Record<string, unknown>>,
): StripeObject {
    if ((amount_off === undefined) === (percent_off === undefined)) {
        throw new ApiError(400, "Must provide percent_off or amount_off, and not both.", { code: "parameter_missing" });
    }
    if (id !== undefined && tx.get("coupon", id as string) !== undefined) {
        throw new ApiError(400, "Coupon already exists.", { code: "resource_already_exists", param: "id" });
    }
    const built = objects.coupon(tx.scene());
    return { ...built, duration: "once", duration_in_months: null, name: null, percent_off: null };
}

export const promotionCode: Resource = {
    kind: "promotion_code",
    path: paths.promotion_code,
    permission: "promotion_code",
    create: creates(
        (tx, { promotion }) => {
            const { coupon: id } = promotion as { coupon: string };
            find(tx, "coupon", id, "promotion[coupon]");
            return { ...objects.promotionCode(tx.scene()), max_redemptions: null };
        },
        {
            active: boolean,
            code: filledText,
            customer: filledText,
            expires_at: integer,
            max_redemptions: integer,
            metadata,
            promotion: hashOf({ coupon: filledText, type: oneOf("coupon") }, ["coupon", "type"]),
        },
        { required: ["promotion"], event: "promotion_code.created" },
    ),
    update: updates({ active: boolean, metadata }, "promotion_code.updated"),
    list: {
        filters: {
            active: { param: boolean },
            code: { param: filledText },
            coupon: { param: filledText, member: "promotion.coupon" },
            customer: { param: filledText },
        },
    },
};
