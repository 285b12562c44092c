/**
 * Why an object here differs from Stripe's. `never arrived`: its newest event is not in the ledger, and Stripe did not deliver
 * it. `arrived and failed`: Stripe delivered it, and the ledger does not have it. `older here`: the ledger has it, and the
 * object did not follow. `deleted there`: Stripe no longer has the object. `ambiguous`: nothing showed which of its events was
 * the last. `no event tells`: Stripe lists no event of the change. `expected lag`: it changed so recently that its event may
 * be on its way.
 */
export type Cause =
    | "never arrived"
    | "arrived and failed"
    | "older here"
    | "deleted there"
    | "ambiguous"
    | "no event tells"
    | "expected lag";

export interface Difference {
    account: string;
    kind: string;
    objectId: string;
    cause: Cause;
    /** In words. */
    reason: string;
    repaired: boolean;
}
