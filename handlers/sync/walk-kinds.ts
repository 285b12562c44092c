import { listedKinds, stripeKinds } from "../stripe-kinds";
import type { BillingItem } from "../billing/item";
import { readApiVersion } from "./examine";
import { inParallel } from "./in-parallel";
import { readStripeFailure } from "./stripe-failure";
import type { StripePage, StripeReader } from "./stripe-reader";

/** A kind that was not read, or not whole, and why. */
export interface SkippedKind {
    kind: string;
    reason: string;
}

export interface KindsWalk {
    kinds?: readonly string[];
    /** Only this customer's objects. */
    customer?: string;
    /** The id of the object of a kind after which to begin; null for a kind that is not to be read. */
    startingAfter?: (kind: string) => string | null | undefined;
    /**
     * Takes a page.
     *
     * @returns the items that its objects have here, which tell the API version to ask for the next page in; or why the
     *   rest of the kind is not read
     */
    take: (kind: string, page: StripePage) => Promise<{ items: readonly BillingItem[] } | { stop: string | true }>;
}

/** Several at a time reach the rate that a list alone does not: each page waits for the one before. */
const concurrency = 4;

/**
 * Reads Stripe's lists of several kinds, page by page. A kind that the key may not read is skipped; one
 * that this Stripe has no list of has no objects.
 *
 * @throws StripeFailure when Stripe refuses the key, or is not available
 */
export async function walkKinds(stripe: StripeReader, walk: KindsWalk): Promise<SkippedKind[]> {
    const skipped: SkippedKind[] = [];
    await inParallel(walk.kinds ?? listedKinds, concurrency, async (kind) => {
        const startingAfter = walk.startingAfter?.(kind);
        if (startingAfter === null) {
            return;
        }
        try {
            const reason = await walkKind(stripe, walk, kind, startingAfter);
            if (reason !== undefined) {
                skipped.push({ kind, reason });
            }
        } catch (error) {
            const failure = readStripeFailure(error);
            if (failure === "absent") {
                return;
            }
            if (failure !== "permission" && failure !== "refused") {
                throw error;
            }
            skipped.push({ kind, reason: (error as Error).message });
        }
    });
    return skipped;
}

/** @returns why it was not read whole */
async function walkKind(
    stripe: StripeReader,
    { take, customer }: KindsWalk,
    kind: string,
    startingAfter?: string,
): Promise<string | undefined> {
    const { path, query, unlisted } = stripeKinds[kind] ?? { path: undefined };
    if (path === undefined || (unlisted && customer === undefined)) {
        return "Stripe has no list of all of them";
    }
    let version: string | undefined;
    const pages = stripe.pages(`/v1/${path}`, {
        query: { ...query, ...(customer !== undefined && { customer }) },
        startingAfter,
        apiVersion: () => version,
    });
    for await (const page of pages) {
        const taken = await take(kind, page);
        if ("stop" in taken) {
            return taken.stop === true ? undefined : taken.stop;
        }
        version = taken.items.map(readApiVersion).find((one) => one !== undefined) ?? version;
    }
    return undefined;
}
