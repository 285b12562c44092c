import { invalidParameter } from "./errors";

type Test = (line: unknown) => boolean;

const token = /\s*(?:(\(|\)|&&|\|\||=)|\$((?:\.[\w-]+)+)|"((?:[^"\\]|\\.)*)"|([^\s"()=&|%$]+))/y;

type Token = { sign: string } | { path: string[] } | { text: string; isQuoted: boolean };

/**
 * What the members of a JSON line must be: `{ $.user.id = "u-1" && ($.type = customer.* || $.level = ERROR) }`. A `*` stands
 * for any text; `&&` binds more tightly than `||`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws AwsError `InvalidParameterException` for AWS's other operators too
 */
export function parseJsonSelector(pattern: string): (message: string) => boolean {
    const tokens = readTokens(/^\{(.*)\}$/s.exec(pattern)?.[1] ?? "", pattern);
    const accept = (sign: string) => {
        const [next] = tokens;
        const isNext = next !== undefined && "sign" in next && next.sign === sign;
        return isNext && tokens.shift() !== undefined;
    };
    const matches = parseAny();
    if (tokens.length > 0) {
        throw unknown(pattern);
    }
    return (message) => {
        // Most lines are the platform's text, and an error for each takes longer than all that is JSON.
        if (!/^\s*[{[]/.test(message)) {
            return false;
        }
        try {
            return matches(JSON.parse(message));
        } catch {
            // Lines that are no JSON match no selector.
            return false;
        }
    };

    function parseAny(): Test {
        const tests = [parseAll()];
        while (accept("||")) {
            tests.push(parseAll());
        }
        return (line) => tests.some((test) => test(line));
    }

    function parseAll(): Test {
        const tests = [parseOne()];
        while (accept("&&")) {
            tests.push(parseOne());
        }
        return (line) => tests.every((test) => test(line));
    }

    function parseOne(): Test {
        if (accept("(")) {
            const inner = parseAny();
            if (!accept(")")) {
                throw unknown(pattern);
            }
            return inner;
        }
        const selector = tokens.shift();
        const isEqual = accept("=");
        const value = tokens.shift();
        if (selector === undefined || !("path" in selector) || !isEqual || value === undefined || !("text" in value)) {
            throw unknown(pattern);
        }
        const matchesValue = parseValue(value);
        return (line) => matchesValue(selector.path.reduce<unknown>(readMember, line));
    }
}

function readTokens(text: string, pattern: string): Token[] {
    const tokens: Token[] = [];
    for (let at = 0; at < text.trimEnd().length; at = token.lastIndex) {
        token.lastIndex = at;
        const [, sign, path, quoted, word] = token.exec(text) ?? [];
        if (sign !== undefined) {
            tokens.push({ sign });
        } else if (path !== undefined) {
            tokens.push({ path: path.slice(1).split(".") });
        } else if (quoted !== undefined || word !== undefined) {
            tokens.push({ text: quoted?.replace(/\\(.)/g, "$1") ?? word ?? "", isQuoted: quoted !== undefined });
        } else {
            throw unknown(pattern);
        }
    }
    return tokens;
}

function parseValue({ text, isQuoted }: { text: string; isQuoted: boolean }): Test {
    if (text.includes("*")) {
        const parts = text.split("*").map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, "\\$&"));
        const wildcard = new RegExp(`^${parts.join(".*")}$`, "s");
        return (value) => typeof value === "string" && wildcard.test(value);
    }
    // A number may be written in several ways, and only a word is one.
    return (value) => (typeof value === "number" && !isQuoted ? value === Number(text) : value === text);
}

function readMember(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
}

function unknown(pattern: string): Error {
    return invalidParameter(
        `The local cloud has no filter pattern ${pattern}: it has { $.name = "value" }, joined by && and ||, with parentheses`,
    );
}
