import type { Condition } from "./condition";
import type { Wildcard } from "./wildcard";

/** A field of a pattern, with its list of values: any of them will do. */
export interface Field {
    /** The names on the way to it, joined by dots. */
    readonly path: string;
    /** Whether a leaf has any of the values. */
    readonly matches: Condition;
    /** Whether it will also do that the event has no such field. */
    readonly mayBeAbsent: boolean;
    /** The wildcard patterns of each value that has any. */
    readonly wildcards: readonly (readonly Wildcard[])[];
}

/** Fields that must all match, in order of their paths. */
export type Alternative = readonly Field[];
