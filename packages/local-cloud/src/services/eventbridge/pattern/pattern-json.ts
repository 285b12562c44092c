import type { Scalar } from "./field";
import { InvalidPattern } from "./invalid-pattern";

export type PatternJson = Scalar | InexactNumber | PatternJson[] | JsonObject;

/** An object's members in the order of the text, repeated names included: AWS reads each of them. */
export class JsonObject {
    constructor(readonly members: readonly (readonly [name: string, value: PatternJson])[]) {}
}

/** A number that a double does not hold without loss. */
export class InexactNumber {
    constructor(readonly literal: string) {}
}

/** A string of a JSON text; with the colon behind it, a member's name. */
const stringOrName = /"(?:[^"\\]|\\.)*"(\s*:)?/g;
const number = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Parses a pattern, keeping what `JSON.parse` alone loses and AWS's verdicts depend on.
 *
 * @throws InvalidPattern when `text` is not JSON
 */
export function parsePatternJson(text: string): PatternJson {
    try {
        JSON.parse(text);
    } catch (error) {
        throw new InvalidPattern(`not JSON: ${(error as SyntaxError).message}`);
    }
    let count = 0;
    const numbered = text.replace(stringOrName, (token: string, colon?: string) =>
        colon === undefined ? token : `"${count++} ${token.slice(1)}`,
    );
    return JSON.parse(numbered, revive) as PatternJson;
}

/** @param context its `source` is a scalar's text (https://tc39.es/proposal-json-parse-with-source/) */
function revive(_name: string, value: unknown, context?: { source: string }): unknown {
    if (typeof value === "number") {
        const { source } = context as { source: string };
        return isExact(source) ? value : new InexactNumber(source);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value;
    }
    const members = Object.entries(value) as [string, PatternJson][];
    return new JsonObject(members.map(([name, member]) => [name.slice(name.indexOf(" ") + 1), member]));
}

function isExact(literal: string): boolean {
    const value = Number(literal);
    return Number.isFinite(value) && magnitude(literal) === magnitude(String(value));
}

/** `literal` without its sign, in one spelling for each number: `1.50e1` and `15` are both `15e0`. */
function magnitude(literal: string): string {
    const [, whole = "", fraction = "", exponent = "0"] = number.exec(literal) ?? [];
    const digits = (whole + fraction).replace(/^0+/, "");
    const significant = digits.replace(/0+$/, "");
    if (significant === "") {
        return "0";
    }
    return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
