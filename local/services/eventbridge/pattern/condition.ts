/** A leaf of an event. */
export type Scalar = string | number | boolean | null;

/** Whether a leaf has what a pattern asks for. */
export type Condition = (value: Scalar) => boolean;

/** The condition that holds for strings for which `test` holds. */
export function onStrings(test: (text: string) => boolean): Condition {
    return (value) => typeof value === "string" && test(value);
}
