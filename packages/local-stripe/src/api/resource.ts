import type { StripeObject } from "../state/stripe-object";
import type { Transaction } from "../state/transaction";
import type { ApiError } from "../api-error";
import type { Params } from "./params";

/** What an operation has to work with. */
export interface Call {
    tx: Transaction;
    params: Readonly<Record<string, unknown>>;
}

/** Something that a request makes or changes. */
export interface Operation<Target = void> {
    params: Params;
    required?: readonly string[];
    /** An error that it returns keeps its changes; one that it throws does not. */
    run(call: Call, target: Target): StripeObject | ApiError;
}

/** The lists of a kind: by which parameters, and which members these compare. */
export interface Listing {
    filters: Readonly<Record<string, { param: Params[string]; member?: string }>>;
    required?: readonly string[];
    /** What a list leaves out unless a filter asks for it. */
    hides?: Readonly<Record<string, readonly string[]>>;
    /** Embedded lists are oldest first. @default newest first */
    isOldestFirst?: boolean;
}

/** A kind of Stripe's objects: what its API takes, and what that changes. */
export interface Resource {
    /** Stripe's `object`. */
    kind: string;
    /** Where it is found: `/v1/customers`. */
    path: string;
    /** In the names of restricted keys' permissions: `rak_customer_read`. */
    permission: string;
    create?: Operation;
    update?: Operation<StripeObject>;
    /** By `DELETE`. Answers what it returns. */
    remove?: Operation<StripeObject>;
    list?: Listing;
    /** Whether there is `GET /v1/customers/search`. */
    isSearchable?: boolean;
    /** `POST /v1/invoices/ID/pay`, by their names. */
    actions?: Readonly<Record<string, Operation<StripeObject>>>;
    /** `GET /v1/invoices/ID/lines`: kinds, and which member of theirs has the id. */
    nested?: Readonly<Record<string, { kind: string; member: string }>>;
    /** Shown only when expanded: `refunds` of a charge, by the member of theirs that has the id. */
    includable?: Readonly<Record<string, { kind: string; member: string; path: string }>>;
    /** What of a stored object is shown; `isNew` in the answer to its creation. */
    show?(object: StripeObject, isNew: boolean): StripeObject;
    /** Makes the object that one of Stripe's ids for tests stands for, such as `pm_card_visa`. */
    make?(tx: Transaction, id: string): StripeObject | undefined;
    /** Whether single ones cannot be read, only listed. */
    isListOnly?: boolean;
}
