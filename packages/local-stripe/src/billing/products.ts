import { objects } from "stripe-events";

import { ApiError } from "../api-error";
import { applyParams } from "../apply-params";
import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";

/** Makes a product of the parameters that a request, or a price's `product_data`, has for it. */
export function createProduct(tx: Transaction, given: Readonly<Record<string, unknown>>): StripeObject {
    const id = given.id as string | undefined;
    if (id !== undefined && tx.get("product", id) !== undefined) {
        throw new ApiError(400, `Product already exists.`, { code: "resource_already_exists", param: "id" });
    }
    const built = {
        ...objects.product(tx.scene()),
        default_price: null,
        description: null,
        marketing_features: [],
        tax_code: null,
        unit_label: null,
    };
    return tx.create({ ...built, ...applyParams(built, given) }, "product.created");
}
