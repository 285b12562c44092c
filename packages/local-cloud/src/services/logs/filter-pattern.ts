import { invalidParameter } from "./errors";
import { parseSelector } from "./json-selector";
import { type Filter, compileExpression } from "./line-filter";

/**
 * A filter pattern: terms that must all be in the line, `"quoted ones"`, `?terms` of which one must be, `-terms` that
 * must not be, `%regular expressions%`, or a JSON selector in braces.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws AwsError `InvalidParameterException` for a pattern that is none, or one of space-delimited fields
 */
export function parseFilterPattern(pattern: string): Filter {
    const text = pattern.trim();
    if (text.startsWith("{")) {
        return parseSelector(text);
    }
    if (text.startsWith("[")) {
        throw invalidParameter("The local cloud has no filter patterns of space-delimited fields ([…]).");
    }
    const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))/g)].map(
        ([, sign, quoted, expression, word]) => {
            const term = quoted?.replace(/\\(.)/g, "$1") ?? word ?? "";
            const matches =
                expression === undefined ? (line: string) => line.includes(term) : compileExpression(expression);
            return { sign, matches };
        },
    );
    const optional = terms.filter(({ sign }) => sign === "?");
    const required = terms.filter(({ sign }) => sign === "");
    const excluded = terms.filter(({ sign }) => sign === "-");
    return (message) =>
        // AWS ignores ?terms beside others.
        (optional.length === 0 || required.length > 0 || optional.some(({ matches }) => matches(message))) &&
        required.every(({ matches }) => matches(message)) &&
        !excluded.some(({ matches }) => matches(message));
}
