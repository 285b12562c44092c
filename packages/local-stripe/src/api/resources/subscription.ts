import { ApiError, missing } from "../../api-error";
import { applyParams } from "../../apply-params";
import { refreshEntitlements } from "../../billing/entitlements";
import { findPaymentMethod } from "../../billing/payment-methods";
import { embedItems } from "../../billing/subscription-items";
import { cancelSubscription, createSubscription } from "../../billing/subscriptions";
import type { StripeObject } from "../../state/stripe-object";
import type { Transaction } from "../../state/transaction";
import { paths } from "../../state/urls";
import { find } from "../operations";
import {
    boolean,
    clearableInteger,
    filledText,
    hashOf,
    integer,
    listOf,
    metadata,
    oneOf,
    text,
    type Param,
    type Params,
} from "../params";
import type { Operation, Resource } from "../resource";
import { applyItem } from "./item-changes";
import { readItems } from "./read-items";
import { ignoredParams } from "./subscription-item";

const day = 24 * 60 * 60;

const collection = oneOf("charge_automatically", "send_invoice");
const cancellationDetails = hashOf({ comment: text, feedback: text });

/** Parameters whose members have the same names. */
const members: Params = {
    cancel_at_period_end: boolean,
    collection_method: collection,
    days_until_due: clearableInteger,
    default_payment_method: text,
    description: text,
    metadata,
};

/** Payments are made without the customer in any case. */
const passed: Params = { ...ignoredParams, off_session: boolean };

/** A time, or the word `now`. */
const trialEnd: Param = (value, path) => (value === "now" ? value : integer(value, path));

const create: Operation = {
    params: {
        ...members,
        ...passed,
        currency: filledText,
        customer: filledText,
        items: listOf(hashOf({ metadata, price: filledText, quantity: integer }, ["price"])),
        trial_end: trialEnd,
        trial_period_days: integer,
    },
    required: ["customer", "items"],
    run: ({ tx, params: { customer: id, items, trial_end, trial_period_days: days, ...given } }) => {
        const { payment_behavior: paymentBehavior, ...rest } = given;
        const own = takeMembers(tx, rest);
        const trial = days === undefined ? trial_end : tx.seconds + (days as number) * day;
        return createSubscription(tx, {
            customer: find(tx, "customer", id, "customer"),
            items: readItems(tx, items as { price: string; quantity?: number }[]),
            paymentBehavior: paymentBehavior as string | undefined,
            ...(typeof trial === "number" && trial > tx.seconds ? { trialEnd: trial } : {}),
            members: applyParams({}, own),
        });
    },
};

const update: Operation<StripeObject> = {
    params: {
        ...members,
        ...passed,
        cancel_at: clearableInteger,
        cancellation_details: cancellationDetails,
        items: listOf(hashOf({ deleted: boolean, id: filledText, metadata, price: filledText, quantity: integer })),
        pause_collection: hashOf(
            { behavior: oneOf("keep_as_draft", "mark_uncollectible", "void"), resumes_at: clearableInteger },
            ["behavior"],
        ),
        trial_end: trialEnd,
    },
    run: ({ tx, params: { items, trial_end, ...given } }, subscription) => {
        if (subscription.status === "canceled") {
            const other = Object.keys(given).find((name) => !["metadata", "cancellation_details"].includes(name));
            if (other !== undefined || items !== undefined) {
                throw new ApiError(
                    400,
                    "A canceled subscription can only update its cancellation_details and metadata.",
                );
            }
        }
        for (const item of (items ?? []) as ({ id?: string; deleted?: boolean } & Record<string, unknown>)[]) {
            applyItem(tx, subscription, item);
        }
        const patch = applyParams(subscription, takeMembers(tx, given));
        const isTrialOver = trial_end === "now" && subscription.status === "trialing";
        const after = tx.update(
            "subscription",
            subscription.id,
            {
                ...patch,
                ...readCancellation(tx, subscription, patch),
                ...(isTrialOver ? { trial_end: tx.seconds, status: "active" } : {}),
                ...(typeof trial_end === "number" ? { trial_end, status: "trialing" } : {}),
                items: embedItems(tx, subscription.id),
            },
            "customer.subscription.updated",
        );
        refreshEntitlements(tx, after.customer as string);
        return after;
    },
};

const remove: Operation<StripeObject> = {
    params: { cancellation_details: cancellationDetails, invoice_now: boolean, prorate: boolean },
    run: ({ tx, params: { cancellation_details: details } }, subscription) => {
        if (subscription.status === "canceled") {
            throw missing("subscription", subscription.id);
        }
        return cancelSubscription(tx, subscription, details as Record<string, unknown> | undefined);
    },
};

/** The members among parameters, with the payment method found. */
function takeMembers(tx: Transaction, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const own = Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(passed, name)));
    const { default_payment_method: id } = own;
    return typeof id === "string"
        ? { ...own, default_payment_method: findPaymentMethod(tx, id, "default_payment_method").id }
        : own;
}

/** When it ends, as its parameters say. */
function readCancellation(tx: Transaction, subscription: StripeObject, patch: Record<string, unknown>): object {
    const [item] = tx.find("subscription_item", { subscription: subscription.id });
    const isSame =
        (patch.cancel_at_period_end ?? subscription.cancel_at_period_end) === subscription.cancel_at_period_end;
    if (patch.cancel_at_period_end === true && !isSame) {
        return { cancel_at: item?.current_period_end, canceled_at: tx.seconds };
    }
    if (patch.cancel_at_period_end === false && !isSame) {
        return { cancel_at: null, canceled_at: null };
    }
    return "cancel_at" in patch ? { canceled_at: patch.cancel_at === null ? null : tx.seconds } : {};
}

const living = ["active", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid"];

/** One status, or one of Stripe's words for several. */
const status: Param = (value, path) => {
    const word = oneOf(...living, "canceled", "ended", "all")(value, path);
    return word === "all" ? undefined : word === "ended" ? ["canceled", "incomplete_expired"] : word;
};

export const subscription: Resource = {
    kind: "subscription",
    isSearchable: true,
    path: paths.subscription,
    permission: "subscription",
    create,
    update,
    remove,
    list: {
        filters: {
            collection_method: { param: collection },
            customer: { param: filledText },
            status: { param: status },
        },
        hides: { status: living },
    },
};
