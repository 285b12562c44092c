/** A leaf of an event. */
export type Scalar = string | number | boolean | null;

/** Whether a leaf has what a pattern asks for. */
export type Condition = (value: Scalar) => boolean;

/** A field of a pattern, with its list of values: any of them will do. */
export interface Field {
    /** The names on the way to it, joined by dots. */
    readonly path: string;
    /** Whether a leaf has any of the values. */
    readonly matches: Condition;
    /** Whether it will also do that the event has no such field. */
    readonly mayBeAbsent: boolean;
}

/** Fields that must all match, in order of their paths. */
export type Alternative = readonly Field[];

/** The condition that holds for strings for which `test` holds. */
export function onStrings(test: (text: string) => boolean): Condition {
    return (value) => typeof value === "string" && test(value);
}
