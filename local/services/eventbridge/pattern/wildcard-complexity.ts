import type { Alternative, Field } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import type { Wildcard } from "./wildcard";
import { WildcardStates } from "./wildcard-states";

/**
 * AWS does not say where its limit is. Of patterns known to have been tried on it, five parts `*:` before a `*` come to
 * eleven and were refused, four patterns with a slash after and before a `*` to twelve and were refused, and three such
 * to nine and were taken.
 */
const mostActive = 10;

/**
 * Rejects patterns with wildcards that could make matching slow: when, at some point of some value, more than ten
 * starts of wildcard patterns match at once
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity;
 * aws/event-ruler, `MachineComplexityEvaluator`).
 *
 * @throws InvalidPattern
 */
export function checkComplexity(alternatives: readonly Alternative[]): void {
    for (const wildcards of wildcardsByState(alternatives)) {
        const states = new WildcardStates(wildcards);
        if (states.exceeds(mostActive)) {
            throw new InvalidPattern(
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
            );
        }
    }
}

/** The wildcard patterns that AWS has before it together: those of fields with the same path after the same fields. */
function wildcardsByState(alternatives: readonly Alternative[]): (readonly Wildcard[])[][] {
    const numbers = new Map<Field, number>();
    const numbersOf = (fields: Iterable<Field>) => [...fields].map((field) => numbers.get(field)).join();
    const states = new Map<string, Set<Field>>();
    for (const alternative of alternatives) {
        let before = "";
        for (const field of alternative) {
            if (field.wildcards.length > 0) {
                const state = `${before} ${field.path}`;
                states.set(state, (states.get(state) ?? new Set()).add(field));
            }
            const number = numbers.get(field) ?? numbers.size;
            numbers.set(field, number);
            before += `${number},`;
        }
    }
    // Alternatives share fields, so the same fields may come together many times.
    const distinct = new Map([...states.values()].map((fields) => [numbersOf(fields), fields]));
    return [...distinct.values()].map((fields) => [...fields].flatMap((field) => field.wildcards));
}
