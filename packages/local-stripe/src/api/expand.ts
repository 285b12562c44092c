import type { StripeObject } from "../state/stripe-object";
import { ApiError } from "../api-error";

/** What an object's member refers to, by the member's name. */
const kinds: Readonly<Record<string, string>> = {
    charge: "charge",
    coupon: "coupon",
    customer: "customer",
    default_payment_method: "payment_method",
    default_price: "price",
    feature: "entitlements.feature",
    invoice: "invoice",
    latest_charge: "charge",
    latest_invoice: "invoice",
    payment_intent: "payment_intent",
    payment_method: "payment_method",
    price: "price",
    product: "product",
    subscription: "subscription",
};

/** `data` counts too: https://docs.stripe.com/api/expanding_objects */
const maxLevels = 4;

/** Where expanded objects come from. */
export interface Source {
    get(kind: string, id: string): StripeObject | undefined;
    /** A list that an object shows only when it is expanded. */
    include(object: StripeObject, name: string): unknown;
}

/**
 * Puts objects in the place of their ids.
 *
 * @param paths such as `customer`, `latest_invoice.payments` or, of a list, `data.customer`
 * @throws ApiError when a path leads to nothing that can be expanded
 */
export function expand(body: unknown, paths: readonly string[], source: Source): unknown {
    for (const path of paths) {
        const names = path.split(".");
        if (names.length > maxLevels) {
            throw new ApiError(400, `You cannot expand more than ${maxLevels} levels of a property (${path}).`, {
                param: "expand",
            });
        }
        expandPath(body, names, path, source);
    }
    return body;
}

function expandPath(value: unknown, [name, ...rest]: readonly string[], path: string, source: Source): void {
    if (value === null || name === undefined) {
        return;
    }
    if (Array.isArray(value)) {
        value.forEach((one) => expandPath(one, [name, ...rest], path, source));
        return;
    }
    const object = value as StripeObject;
    const refused = new ApiError(400, `This property cannot be expanded (${path}).`, { param: "expand" });
    if (typeof value !== "object" || name === "__proto__") {
        throw refused;
    }
    if (!(name in object)) {
        const included = source.include(object, name);
        // A deleted object has no members left.
        if (included === undefined && object.deleted !== true) {
            throw refused;
        }
        object[name] = included;
    }
    object[name] = fetch(object[name], name, source);
    if (rest.length > 0) {
        expandPath(object[name] ?? null, rest, path, source);
    } else if (typeof object[name] === "string") {
        throw refused;
    }
}

function fetch(value: unknown, name: string, source: Source): unknown {
    if (Array.isArray(value)) {
        return value.map((one) => fetch(one, name.replace(/s$/, ""), source));
    }
    const kind = kinds[name];
    if (typeof value !== "string" || kind === undefined) {
        return value;
    }
    return source.get(kind, value) ?? value;
}
