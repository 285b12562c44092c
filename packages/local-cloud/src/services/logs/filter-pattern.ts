import { invalidParameter } from "./errors";
import { parseJsonSelector } from "./json-selector";

/** Whether a log line matches. */
export type Filter = (message: string) => boolean;

/**
 * A filter pattern: terms that must all be in the line, `"quoted ones"`, `?terms` of which one must be, `-terms` that
 * must not be; or what members of a JSON line must be (`parseJsonSelector`).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws AwsError `InvalidParameterException` for any other pattern, AWS's other ones too
 */
export function parseFilterPattern(pattern: string): Filter {
    const text = pattern.trim();
    if (text.startsWith("{")) {
        return parseJsonSelector(text);
    }
    if (/^[[%]/.test(text)) {
        throw invalidParameter(`The local cloud has no filter patterns of fields or regular expressions: ${pattern}`);
    }
    const terms = [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign, quoted, word = ""]) => ({
        sign,
        term: quoted?.replace(/\\(.)/g, "$1") ?? word,
    }));
    const optional = terms.filter(({ sign }) => sign === "?");
    const required = terms.filter(({ sign }) => sign === "");
    const excluded = terms.filter(({ sign }) => sign === "-");
    return (message) =>
        // AWS ignores ?terms beside others.
        (optional.length === 0 || required.length > 0 || optional.some(({ term }) => message.includes(term))) &&
        required.every(({ term }) => message.includes(term)) &&
        !excluded.some(({ term }) => message.includes(term));
}
