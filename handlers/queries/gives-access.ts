import { isHash, type Hash } from "../billing/canonical";
import { itemsIn } from "./subscription-items";

/** What counts as an active subscription. */
export interface AccessOptions {
    /** Only a subscription with an item of this price, or of the plan of that id. */
    priceId?: string;
    /** Only a subscription with an item of this product. */
    productId?: string;
    /** Whether one that is `past_due` counts: its latest payment failed, and Stripe tries again. @default false */
    pastDue?: boolean;
    /** Whether one that is `incomplete` counts: its first payment waits, for at most 23 hours. @default false */
    incomplete?: boolean;
    /**
     * Whether one counts whose payment collection is paused (`pause_collection`). Its status stays as it is, and Stripe
     * describes it as offering the service free for a while
     * (https://docs.stripe.com/billing/subscriptions/pause-payment). The status `paused` is another matter, a trial that
     * ended without a payment method, and never counts. @default true
     */
    pausedCollection?: boolean;
}

/** Yes, no, or why an object does not tell, in words. */
export type Answer = "yes" | "no" | { unknown: string };

/** Statuses that give access (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses). */
const activeStatuses: readonly string[] = ["active", "trialing"];

/**
 * Whether a subscription gives access, as far as its object tells.
 *
 * @param isTruncated whether members may have been left out of the object
 */
export function givesAccess(subscription: Hash, isTruncated: boolean, options: AccessOptions): Answer {
    const answers = [
        hasStatus(subscription, options),
        collects(subscription, isTruncated, options),
        hasItem(subscription, options),
    ];
    return answers.find((answer) => answer === "no") ?? answers.find((answer) => answer !== "yes") ?? "yes";
}

function hasStatus({ status }: Hash, { pastDue = false, incomplete = false }: AccessOptions): Answer {
    if (typeof status !== "string") {
        return { unknown: "it has no status" };
    }
    if (activeStatuses.includes(status)) {
        return "yes";
    }
    return (pastDue && status === "past_due") || (incomplete && status === "incomplete") ? "yes" : "no";
}

function collects(
    { pause_collection: pause }: Hash,
    isTruncated: boolean,
    { pausedCollection = true }: AccessOptions,
): Answer {
    if (pausedCollection || pause === null || (pause === undefined && !isTruncated)) {
        return "yes";
    }
    return pause === undefined ? { unknown: "it was too large to keep whole, pause_collection included" } : "no";
}

function hasItem(subscription: Hash, { priceId, productId }: AccessOptions): Answer {
    if (priceId === undefined && productId === undefined) {
        return "yes";
    }
    const { items, missing } = itemsIn(subscription);
    const answers = items.map((item) => isFor(item, priceId, productId));
    if (answers.includes("yes")) {
        return "yes";
    }
    const unknown = answers.find((answer) => answer !== "no");
    return unknown ?? (missing === undefined ? "no" : { unknown: missing });
}

/** Items have a `price` since API version 2020-08-27, and a `plan` of the same id before and after it. */
function isFor(item: unknown, priceId: string | undefined, productId: string | undefined): Answer {
    const offers = isHash(item) ? [item.price, item.plan] : [];
    const answers = [
        matches(priceId, offers.map(readId), "an item names no price"),
        matches(
            productId,
            offers.map((offer) => (isHash(offer) ? readId(offer.product) : undefined)),
            "an item names no product",
        ),
    ];
    return answers.find((answer) => answer === "no") ?? answers.find((answer) => answer !== "yes") ?? "yes";
}

function matches(wanted: string | undefined, ids: readonly (string | undefined)[], otherwise: string): Answer {
    if (wanted === undefined || ids.includes(wanted)) {
        return "yes";
    }
    return ids.some((id) => id !== undefined) ? "no" : { unknown: otherwise };
}

/** The id of what a member names, expanded or not. */
function readId(member: unknown): string | undefined {
    const id = isHash(member) ? member.id : member;
    return typeof id === "string" ? id : undefined;
}
