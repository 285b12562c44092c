import type { Cause, ItemFilter } from "./billing/change";
import type { ObjectOf, ObjectsByKind, Stored } from "./queries/objects";

/** Stripe's name for what an object is, such as `subscription`, as the `stripe` package knows them. */
export type ChangeKind = keyof ObjectsByKind;

/** A change of the billing state: what the recorder applied to one object. */
export interface Change<K extends ChangeKind> {
    /** The object as it was; undefined for its first state. */
    before?: Stored<ObjectOf<K>>;
    /** The object as it was right after. Its `version` counts its writes, also those that changed nothing visible. */
    after: Stored<ObjectOf<K>>;
    /** The event that `after` is of; `created` in seconds since the epoch. */
    event: { id: string; type: string; created: number };
    /** `event`, or that the object was read from Stripe's API, to fill the state or to correct it. */
    cause: Cause;
    /**
     * Whether this handler has missed an earlier change of the object: it failed until its retries were spent. True until a
     * later change of the object is handled.
     */
    missed: boolean;
}

/** What a subscriber does with a change. When its promise rejects, Lambda tries again, then dead-letters the change. */
export type ChangeHandler<K extends ChangeKind> = (change: Change<K>) => Promise<void> | void;

/** The words that the `stripe` package knows, without its `OtherString`, which would let misspelt ones pass. */
type Known<Word> = Word extends string ? (string extends Word ? never : Word) : never;
type StatusMember<T> = T extends { status?: infer Status } ? Known<Status> : never;
type FlagMember<T> = T extends { active: boolean } ? "active" | "inactive" : never;

/** The statuses of a kind; `deleted` for a tombstone; `active` or `inactive` where Stripe has a flag instead. */
export type StatusOf<K extends ChangeKind> = "deleted" | StatusMember<ObjectOf<K>> | FlagMember<ObjectOf<K>>;

/** A field of a kind's objects. */
export type FieldOf<K extends ChangeKind> = "status" | (keyof ObjectOf<K> & string);

/** Which changes of a kind a subscriber takes: those that all of it selects. */
export interface ChangeFilter<K extends ChangeKind> {
    /** The object came to have this status, or one of these. */
    status?: StatusOf<K> | readonly StatusOf<K>[];
    /**
     * This field changed, or one of these. An object's first state changes each field that it fills; null and absent are
     * equal. A deletion changes `status`.
     */
    changed?: FieldOf<K> | readonly FieldOf<K>[];
}

/** A filter of any kind, each of its members a list. */
export type FilterLists = ItemFilter;
