import { invalidParameter } from "./errors";

/** Whether a log line matches. */
export type Filter = (message: string) => boolean;

/**
 * A filter pattern: terms that must all be in the line, `"quoted ones"`, `?terms` of which one must be, `-terms` that
 * must not be; or what members of a JSON line must be, `{ $.user.id = "u-1" && $.level = ERROR }`, or with `||`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws AwsError `InvalidParameterException` for any other pattern, AWS's other ones too
 */
export function parseFilterPattern(pattern: string): Filter {
    const text = pattern.trim();
    if (text.startsWith("{")) {
        return parseSelector(text);
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

const comparison = /^\s*\$((?:\.[\w-]+)+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"*%]+))\s*$/;

function parseSelector(pattern: string): Filter {
    const inner = /^\{(.*)\}$/s.exec(pattern)?.[1] ?? "";
    const [separator, other] = inner.includes("||") ? ["||", "&&"] : ["&&", "||"];
    const tests = inner.split(separator).map((part) => {
        const [, path, quoted, word] = comparison.exec(part) ?? [];
        if (path === undefined || part.includes(other)) {
            throw invalidParameter(
                `The local cloud has no filter pattern ${pattern}: it has { $.name = "value" }, joined by && or by ||`,
            );
        }
        const names = path.slice(1).split(".");
        const text = quoted?.replace(/\\(.)/g, "$1") ?? word ?? "";
        return (line: unknown) => {
            const value = names.reduce<unknown>(readMember, line);
            // A number may be written in several ways, and only a word is one.
            return typeof value === "number" && word !== undefined ? value === Number(word) : value === text;
        };
    });
    return (message) => {
        try {
            const line: unknown = JSON.parse(message);
            return separator === "||" ? tests.some((test) => test(line)) : tests.every((test) => test(line));
        } catch {
            // Lines that are no JSON match no selector.
            return false;
        }
    };
}

function readMember(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
}
