import type { AwsError } from "../../aws-error";
import { invalidParameter } from "./errors";

/** A path, an operator, a value, or what joins and groups comparisons. */
const token =
    /\s*(?:(\$(?:\.[\w-]+|\["[^"]+"\]|\[\d+\]|\[\*\])*)|(&&|\|\||[()]|!=|<=|>=|[=<>])|"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s()=<>!&|"%]+))/y;

/** One word of a selector. */
export type Token =
    | { kind: "path"; steps: string[] }
    | { kind: "symbol"; text: string }
    | { kind: "quoted"; text: string }
    | { kind: "expression"; text: string }
    | { kind: "word"; text: string };

/**
 * The words of `text`, the inside of a selector.
 * @param pattern the whole selector, for the error
 * @throws AwsError `InvalidParameterException`
 */
export function tokenize(text: string, pattern: string): Token[] {
    const tokens: Token[] = [];
    token.lastIndex = 0;
    while (token.lastIndex < text.trimEnd().length) {
        const [, path, symbol, quoted, expression, word] = token.exec(text) ?? [];
        if (path !== undefined) {
            const steps = [...path.matchAll(/\.([\w-]+)|\["([^"]+)"\]|\[(\d+|\*)\]/g)];
            tokens.push({
                kind: "path",
                steps: steps.map(([, name, quotedName, index]) => name ?? quotedName ?? index ?? ""),
            });
        } else if (symbol !== undefined) {
            tokens.push({ kind: "symbol", text: symbol });
        } else if (quoted !== undefined) {
            tokens.push({ kind: "quoted", text: quoted.replace(/\\(.)/g, "$1") });
        } else if (expression !== undefined) {
            tokens.push({ kind: "expression", text: expression });
        } else if (word !== undefined) {
            tokens.push({ kind: "word", text: word });
        } else {
            throw invalidFilterPattern(pattern);
        }
    }
    return tokens;
}

export function invalidFilterPattern(pattern: string): AwsError {
    return invalidParameter(`Invalid filter pattern: ${pattern}`);
}
