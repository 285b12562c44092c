import type Stripe from "stripe";

import { isHash, type Hash } from "../billing/canonical";
import { entitlementSummaryKind } from "../billing/subject";
import { readStripeFailure } from "../sync/stripe-failure";
import type { StripeReader } from "../sync/stripe-reader";
import type { FindCustomerIds } from "./find-customer-ids";
import { checkId, ownAccount } from "./ids";
import { listAll } from "./list-all";
import type { Stored } from "./objects";
import type { AccountOptions } from "./page";
import type { BillingQueries } from "./queries";
import { stateCannotTell } from "./state-cannot-tell";

/** What a customer may use, as far as it is known. */
export interface CustomerFeatures {
    /** With their `lookup_key`. */
    features: Stripe.Entitlements.ActiveEntitlement[];
    /** Whether these are all: an event lists ten at most, and one that came before the stack was there is not known. */
    whole: boolean;
}

export interface EntitlementsDeps extends Pick<BillingQueries, "get"> {
    findCustomerIds: FindCustomerIds;
    stripe: Pick<StripeReader, "of"> | undefined;
}

/** Features, and why there may be others. */
interface Known {
    features: Stripe.Entitlements.ActiveEntitlement[];
    missing?: string;
}

/** Makes the queries of what customers are entitled to (https://docs.stripe.com/billing/entitlements). */
export function createEntitlements({
    get,
    findCustomerIds,
    stripe,
}: EntitlementsDeps): Pick<BillingQueries, "hasFeature" | "featuresOf"> {
    /** Of an account that is a customer, the id that the customer has besides: Stripe tells of entitlements by that. */
    async function findOwnId(customerId: string, { account = ownAccount }: AccountOptions): Promise<string> {
        const ids = await findCustomerIds(account, checkId("customerId", customerId));
        return ids.at(-1) ?? customerId;
    }

    async function readState(ownId: string, options: AccountOptions): Promise<Known> {
        return readSummary(await get(entitlementSummaryKind, ownId, options));
    }

    /** All of them, as Stripe has them now; else what the state knows, and why it is not all. */
    async function complete(known: Known, ownId: string, { account = ownAccount }: AccountOptions): Promise<Known> {
        if (known.missing === undefined || stripe === undefined) {
            return known;
        }
        try {
            const query = { customer: ownId };
            return {
                features: readFeatures(
                    await listAll(stripe.of({ account }), "/v1/entitlements/active_entitlements", query),
                ),
            };
        } catch (error) {
            const missing =
                readStripeFailure(error) === "absent"
                    ? `${known.missing}, and Stripe does not know the customer`
                    : `Stripe could not be asked: ${(error as Error).message}`;
            return { ...known, missing };
        }
    }

    return {
        async featuresOf(customerId, options = {}) {
            const ownId = await findOwnId(customerId, options);
            const known = await readState(ownId, options);
            const { features, missing } = await complete(known, ownId, options);
            return { features, whole: missing === undefined };
        },

        async hasFeature(customerId, lookupKey, options = {}) {
            checkId("lookupKey", lookupKey);
            const includes = ({ features }: Known) => features.some((one) => one.lookup_key === lookupKey);
            const ownId = await findOwnId(customerId, options);
            const known = await readState(ownId, options);
            if (includes(known)) {
                return true;
            }
            const all = await complete(known, ownId, options);
            if (all.missing !== undefined && !includes(all)) {
                const remedy = stripe === undefined ? ": give createBillingQueries `stripe`, which asks Stripe" : "";
                throw stateCannotTell(`whether ${customerId} has the feature ${lookupKey}`, {
                    reason: all.missing,
                    remedy,
                });
            }
            return includes(all);
        },
    };
}

function readSummary(item: Stored<Stripe.Entitlements.ActiveEntitlementSummary> | undefined): Known {
    if (item === undefined) {
        return { features: [], missing: "no event told of its entitlements" };
    }
    if (item.ambiguous) {
        return { features: [], missing: "nothing shows which event of one second was the last" };
    }
    const { entitlements } = item.object as Partial<Stripe.Entitlements.ActiveEntitlementSummary>;
    const data: unknown = entitlements?.data;
    if (!Array.isArray(data)) {
        return { features: [], missing: "its event is larger than an item can hold" };
    }
    const features = readFeatures(data.filter(isHash));
    return entitlements?.has_more === true
        ? { features, missing: `its event lists ${features.length} of its entitlements` }
        : { features };
}

function readFeatures(list: readonly Hash[]): Stripe.Entitlements.ActiveEntitlement[] {
    return list as unknown as Stripe.Entitlements.ActiveEntitlement[];
}
