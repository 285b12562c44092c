import { objects } from "stripe-events";

import { ApiError } from "../../api-error";
import { applyParams } from "../../apply-params";
import type { StripeObject } from "../../state/stripe-object";
import { paths } from "../../state/urls";
import { find } from "../operations";
import { filledText, hashOf, integer, listOf, metadata, oneOf, text } from "../params";
import type { Operation, Resource } from "../resource";

const day = 24 * 60 * 60;

const create: Operation = {
    params: {
        cancel_url: filledText,
        client_reference_id: filledText,
        customer: filledText,
        customer_email: filledText,
        expires_at: integer,
        line_items: listOf(hashOf({ price: filledText, quantity: integer }, ["price"])),
        metadata,
        mode: oneOf("payment", "subscription"),
        success_url: filledText,
    },
    required: ["line_items", "mode", "success_url"],
    run: ({ tx, params: { line_items: items, ...given } }) => {
        const lines = (items as { price: string; quantity?: number }[]).map(({ price: id, quantity = 1 }, index) => ({
            price: find(tx, "price", id, `line_items[${index}][price]`),
            quantity,
        }));
        const [first] = lines;
        if (first === undefined) {
            throw new ApiError(400, "Missing required param: line_items.", {
                code: "parameter_missing",
                param: "line_items",
            });
        }
        if (given.customer !== undefined) {
            find(tx, "customer", given.customer, "customer");
        }
        const id = tx.newId("checkoutSession");
        const total = lines.reduce((sum, { price, quantity }) => sum + (price.unit_amount as number) * quantity, 0);
        lines.forEach(({ price, quantity }) => {
            const amount = (price.unit_amount as number) * quantity;
            tx.create({
                id: tx.newId("lineItem"),
                object: "item",
                adjustable_quantity: null,
                amount_discount: 0,
                amount_subtotal: amount,
                amount_tax: 0,
                amount_total: amount,
                checkout_session: id,
                currency: price.currency,
                description: price.nickname ?? tx.get("product", price.product as string)?.name ?? null,
                metadata: {},
                price,
                quantity,
            });
        });
        return tx.create({
            ...objects.checkoutSession(tx.scene({ checkoutSession: id })),
            allow_promotion_codes: null,
            amount_subtotal: total,
            amount_total: total,
            cancel_url: null,
            currency: first.price.currency,
            customer: null,
            customer_creation: given.mode === "payment" ? "if_required" : null,
            customer_details: null,
            expires_at: tx.seconds + day,
            invoice: null,
            payment_status: "unpaid",
            saved_payment_method_options: null,
            status: "open",
            subscription: null,
            url: `https://checkout.stripe.com/c/pay/${id}`,
            ...applyParams({}, given),
        });
    },
};

const expire: Operation<StripeObject> = {
    params: {},
    run: ({ tx }, session) => {
        if (session.status !== "open") {
            throw new ApiError(
                400,
                `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ` +
                    `${session.status as string}.`,
            );
        }
        tx.update("checkout.session", session.id, { expires_at: tx.seconds, status: "expired", url: null });
        const expired = tx.get("checkout.session", session.id) as StripeObject;
        tx.emit("checkout.session.expired", expired);
        return expired;
    },
};

export const checkoutSession: Resource = {
    kind: "checkout.session",
    path: paths["checkout.session"],
    permission: "checkout_session",
    create,
    update: {
        params: { metadata },
        run: ({ tx, params }, session) => tx.update("checkout.session", session.id, applyParams(session, params)),
    },
    list: {
        filters: {
            customer: { param: filledText },
            payment_intent: { param: text },
            status: { param: oneOf("complete", "expired", "open") },
            subscription: { param: filledText },
        },
    },
    actions: { expire },
    nested: { line_items: { kind: "item", member: "checkout_session" } },
    includable: {
        line_items: { kind: "item", member: "checkout_session", path: "/v1/checkout/sessions/ID/line_items" },
    },
};

/** A line of a session, found only in the session's list. */
export const lineItem: Resource = {
    kind: "item",
    path: "/v1/checkout/line_items",
    permission: "checkout_session",
    isListOnly: true,
    list: { filters: {}, isOldestFirst: true },
    show: ({ checkout_session: _, ...item }) => item,
};
