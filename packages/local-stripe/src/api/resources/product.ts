import { ApiError } from "../../api-error";
import { applyParams } from "../../apply-params";
import { createPrice } from "../../billing/prices";
import { createProduct } from "../../billing/products";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { find, removes } from "../operations";
import { boolean, filledText, hashOf, integer, listOf, metadata, text, type Params } from "../params";
import type { Operation, Resource } from "../resource";
import { recurring } from "./recurring";

const params: Params = {
    active: boolean,
    description: text,
    images: listOf(filledText),
    marketing_features: listOf(hashOf({ name: filledText }, ["name"])),
    metadata,
    name: filledText,
    shippable: boolean,
    statement_descriptor: text,
    tax_code: text,
    unit_label: text,
    url: text,
};

const create: Operation = {
    params: {
        ...params,
        default_price_data: hashOf({ currency: filledText, metadata, recurring, unit_amount: integer }, ["currency"]),
        id: filledText,
    },
    required: ["name"],
    run: ({ tx, params: { default_price_data: priceData, ...given } }) => {
        const product = createProduct(tx, given);
        if (priceData === undefined) {
            return product;
        }
        const price = createPrice(tx, { ...(priceData as object), product: product.id });
        return tx.update("product", product.id, { default_price: price.id }, "product.updated");
    },
};

const update: Operation<StripeObject> = {
    params: { ...params, default_price: text },
    run: ({ tx, params: given }, product) => {
        const patch = applyParams(product, given);
        const isChanged = Object.entries(patch).some(
            ([name, value]) => JSON.stringify(value) !== JSON.stringify(product[name]),
        );
        return tx.update("product", product.id, isChanged ? { ...patch, updated: tx.seconds } : {}, "product.updated");
    },
};

const addFeature: Operation<StripeObject> = {
    params: { entitlement_feature: filledText },
    required: ["entitlement_feature"],
    run: ({ tx, params: { entitlement_feature: id } }, product) =>
        tx.create({
            id: tx.newId("productFeature"),
            object: "product_feature",
            entitlement_feature: find(tx, "entitlements.feature", id, "entitlement_feature"),
            livemode: false,
            product: product.id,
        }),
};

function expectNoPrices(tx: Transaction, { id }: StripeObject): void {
    if (tx.find("price", { product: id }).length > 0) {
        throw new ApiError(400, "This product cannot be deleted because it has one or more user-created prices.");
    }
}

export const product: Resource = {
    kind: "product",
    isSearchable: true,
    path: paths.product,
    permission: "product",
    create,
    update,
    remove: removes("product.deleted", expectNoPrices),
    list: {
        filters: {
            active: { param: boolean },
            ids: { param: listOf(filledText), member: "id" },
            shippable: { param: boolean },
            url: { param: filledText },
        },
    },
    actions: { features: addFeature },
    nested: { features: { kind: "product_feature", member: "product" } },
};

/** A feature of a product, found only in the product's list. */
export const productFeature: Resource = {
    kind: "product_feature",
    path: "/v1/product_features",
    permission: "product",
    isListOnly: true,
    show: ({ product: _, ...feature }) => feature,
};
