import type { BillingItem } from "../billing/item";
import type { Telemetry } from "../telemetry";
import type { StripeReader } from "./stripe-reader";

export interface ReconcileDeps {
    stripe: StripeReader;
    state: SyncState;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
    telemetry: Telemetry;
}

export interface ReconcileOptions {
    /** Stripe's names of the kinds to compare, such as `subscription`. @default every kind that Stripe lists */
    kinds?: readonly string[];
    /** Compares one in `of` objects only: those whose id falls to `index`, from 0 up. @default all */
    slice?: { index: number; of: number };
    /** Writes what Stripe has where it differs. */
    repair: boolean;
    /** Who repairs, for the ledger. @default unknown */
    who?: string;
    /** When to stop at the latest, in milliseconds since the epoch; the report then says what was not compared. */
    deadline?: number;
    /** An object that changed in so many seconds may differ because its event is on its way. @default 300 */
    lagSeconds?: number;
    onDifference?: (difference: Difference) => void;
    onProgress?: (report: Readonly<ReconcileReport>) => void;
}

/** Why an object here differs from Stripe's. */
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

export interface ReconcileReport {
    /** Objects that were compared. */
    compared: number;
    /** Differences, by cause. */
    differences: Partial<Record<Cause, number>>;
    repaired: number;
    /** Kinds that were not compared, or not whole, and why. */
    skipped: { kind: string; reason: string }[];
    /** Whether everything that was asked for was compared. */
    complete: boolean;
}

/** The state's tables, as far as keeping in step needs them. */
export interface SyncState {
    readItems(objectKeys: readonly string[]): Promise<readonly BillingItem[]>;
}

export declare function createReconcile(deps: ReconcileDeps): (options: ReconcileOptions) => Promise<ReconcileReport>;
