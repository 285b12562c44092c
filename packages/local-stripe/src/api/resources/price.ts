import { ApiError } from "../../api-error";
import { applyParams } from "../../apply-params";
import { toPlan } from "../../billing/plans";
import { createPrice, takeLookupKey } from "../../billing/prices";
import { createProduct } from "../../billing/products";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { boolean, decimal, filledText, hashOf, integer, listOf, metadata, oneOf, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";
import { recurring } from "./recurring";

const params: Params = {
    active: boolean,
    lookup_key: text,
    metadata,
    nickname: text,
    tax_behavior: oneOf("exclusive", "inclusive", "unspecified"),
    transfer_lookup_key: boolean,
};

const create: Operation = {
    params: {
        ...params,
        billing_scheme: oneOf("per_unit"),
        currency: filledText,
        product: filledText,
        product_data: hashOf({ active: boolean, id: filledText, metadata, name: filledText }, ["name"]),
        recurring,
        unit_amount: integer,
        unit_amount_decimal: decimal,
    },
    required: ["currency"],
    run: ({ tx, params: { product_data: data, ...given } }) => {
        const product = data === undefined ? given.product : createProduct(tx, data as Record<string, unknown>).id;
        if (product === undefined) {
            throw new ApiError(400, "You must specify either `product` or `product_data` when creating a price.", {
                code: "parameter_missing",
                param: "product",
            });
        }
        return createPrice(tx, { ...given, product: find(tx, "product", product, "product").id });
    },
};

const update: Operation<StripeObject> = {
    params,
    run: ({ tx, params: given }, price) => {
        const { transfer_lookup_key: isTransferred, ...changes } = given;
        takeLookupKey(tx, changes.lookup_key, isTransferred, price.id);
        const after = tx.update("price", price.id, applyParams(price, changes), "price.updated");
        if (after.recurring !== null) {
            tx.update("plan", price.id, toPlan(after), "plan.updated");
        }
        return after;
    },
};

export const price: Resource = {
    kind: "price",
    isSearchable: true,
    path: paths.price,
    permission: "plan",
    create,
    update,
    list: {
        filters: {
            active: { param: boolean },
            currency: { param: filledText },
            lookup_keys: { param: listOf(filledText), member: "lookup_key" },
            product: { param: filledText },
            type: { param: oneOf("one_time", "recurring") },
        },
    },
};

/** Read only: who makes prices makes plans. */
export const plan: Resource = {
    kind: "plan",
    path: paths.plan,
    permission: "plan",
    list: { filters: { active: { param: boolean }, product: { param: filledText } } },
};
