/**
 * What became of an event, as the ledger has it. `applied`: it is the object's state, or shows which event is. `duplicate`:
 * it was seen before. `stale`: the object is past it. `ambiguous`: it shares its second with another event, and nothing
 * shows which of them came last. `ignored`: it is about no object that could be recorded.
 */
export const outcomes = ["applied", "duplicate", "stale", "ambiguous", "ignored"] as const;

export type Outcome = (typeof outcomes)[number];

export function isOutcome(word: string): word is Outcome {
    return (outcomes as readonly string[]).includes(word);
}
