import { isHash, type Hash } from "../billing/canonical";
import type { StripeGet } from "../stripe-get";
import { packageApiVersion } from "../stripe-headers";

/**
 * Every object of a list of Stripe's, a hundred at a time, each page after the last object before
 * (https://docs.stripe.com/api/pagination).
 *
 * @param path what follows `/v1/`
 * @returns undefined when Stripe does not know what the list is of
 * @throws Error when Stripe does not answer as it should
 */
export async function listAll(
    stripe: StripeGet,
    account: string,
    { path, query }: { path: string; query: Readonly<Record<string, string>> },
): Promise<Hash[] | undefined> {
    const all: Hash[] = [];
    for (let hasMore = true; hasMore;) {
        const last = all.at(-1)?.id;
        const search = new URLSearchParams({
            ...query,
            limit: "100",
            ...(typeof last === "string" && { starting_after: last }),
        });
        // What is read of the answers has one shape.
        const page = await stripe({ account, path: `${path}?${search.toString()}`, apiVersion: packageApiVersion });
        if (page === undefined) {
            return undefined;
        }
        const data = isHash(page) && Array.isArray(page.data) ? page.data.filter(isHash) : undefined;
        hasMore = isHash(page) && page.has_more === true;
        if (data === undefined || (hasMore && data.length === 0)) {
            throw new Error(`Stripe did not list ${path} of ${Object.values(query).join(", ")}`);
        }
        all.push(...data);
    }
    return all;
}
