import { InvalidPattern } from "./invalid-pattern";

/**
 * AWS limits how complex wildcards may be and does not publish the limit. What is known of it: its user guide's example
 * of a value that is too complex has six.
 */
const maxWildcards = 5;

/**
 * Whether a string matches the wildcard pattern `text`, in time linear in the two for one that has each part rarely. In
 * `text`, `\*` and `\\` stand for themselves
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching).
 *
 * @throws InvalidPattern
 */
export function matchesWildcard(text: string): (value: string) => boolean {
    const [first, ...between] = parseWildcard(text);
    const last = between.pop();
    if (last === undefined) {
        return (value) => value === first;
    }
    return (value) => {
        if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        const end = value.length - last.length;
        let position = first.length;
        for (const part of between) {
            const found = value.indexOf(part, position);
            if (found < 0 || found + part.length > end) {
                return false;
            }
            position = found + part.length;
        }
        return true;
    };
}

/** The texts before, between and after the wildcards of `text`. */
function parseWildcard(text: string): [string, ...string[]] {
    if (!/^(?:[^\\]|\\[*\\])*$/.test(text)) {
        throw new InvalidPattern(`in the wildcard "${text}", a backslash must stand before * or another backslash`);
    }
    const parts: [string, ...string[]] = [""];
    for (const [token, escaped = token] of text.matchAll(/\\(.)|\*+|[^*\\]+/g)) {
        if (token.startsWith("**")) {
            throw new InvalidPattern(`the wildcard "${text}" has consecutive *`);
        } else if (token === "*") {
            parts.push("");
        } else {
            parts[parts.length - 1] += escaped;
        }
    }
    if (parts.length - 1 > maxWildcards) {
        throw new InvalidPattern(`the wildcard "${text}" is too complex: it has more than ${maxWildcards} *`);
    }
    return parts;
}
