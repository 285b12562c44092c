/**
 * Why an object here differs from Stripe's. `never arrived`: its newest event is not in the ledger, and Stripe did not deliver
 * it. `arrived and failed`: Stripe counts it as delivered, also where no endpoint took it, and the ledger lacks it. `older here`: the ledger has it, and the
 * item shows something else. `newer here`: the item knows of something that is later than the read. `deleted there`: Stripe no
 * longer has the object. `ambiguous`: nothing showed which of its events was the last. `no event tells`: Stripe lists no event
 * of the change. `expected lag`: it changed so recently that its event may be on its way.
 */
export type Cause =
    | "never arrived"
    | "arrived and failed"
    | "older here"
    | "newer here"
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
