import { AwsError } from "../../../aws-error";
import { AlternativeMatcher, type NumberedField } from "./alternative-matcher";
import { FieldFinder } from "./event-fields";
import type { Alternative } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import { readPattern } from "./read-pattern";

/** A compiled event pattern. It has no state: it may be kept, and used for any number of events. */
export interface EventPattern {
    /** @param event parsed JSON; one that is not an object never matches */
    matches(event: unknown): boolean;
}

/**
 * Compiles an event pattern of Amazon EventBridge
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html). It gives the verdicts of AWS's own
 * implementation, aws/event-ruler 2.0; why a pattern is not valid it says in words of its own. Two things of an event are
 * lost once it is parsed: of a name that stands twice, the first value; of a number that a double cannot hold, the
 * digits beyond.
 *
 * @param text JSON
 * @throws AwsError `InvalidEventPatternException`, with the reason and the field that is at fault
 */
export function compilePattern(text: string): EventPattern {
    try {
        return matcher(readPattern(text));
    } catch (error) {
        if (error instanceof InvalidPattern) {
            throw createError(error.reason);
        }
        // Reading recurses. What exhausts the stack is longer than any pattern that AWS takes.
        if (error instanceof RangeError) {
            throw createError("nested too deeply");
        }
        throw error;
    }
}

function createError(reason: string): AwsError {
    return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}

function matcher(alternatives: readonly Alternative[]): EventPattern {
    const fields = [...new Set(alternatives.flat())];
    const paths = [...new Set(fields.map(({ path }) => path))];
    const numbered = new Map(
        fields.map((field, number): [unknown, NumberedField] => [
            field,
            { number, path: paths.indexOf(field.path), matches: field.matches, mayBeAbsent: field.mayBeAbsent },
        ]),
    );
    const choices = alternatives.map((alternative) => alternative.map((field) => numbered.get(field) as NumberedField));
    const finder = new FieldFinder(paths);
    return {
        matches(event) {
            if (typeof event !== "object" || event === null || Array.isArray(event)) {
                return false;
            }
            const match = new AlternativeMatcher(finder.find(event));
            return choices.some((choice) => match.matches(choice));
        },
    };
}
