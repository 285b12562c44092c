import { comparableNumber } from "./comparable-number";
import { onStrings, type Condition } from "./condition";
import { ignoringCase } from "./ignore-case";
import type { JsonReader, Token } from "./json-reader";
import type { MatchExpression } from "./match-expression";
import { matchesWildcard, parseWildcard } from "./wildcard";

const mixed = "Inside anything but list, either all values are number or string, mixed type is not supported";
const notInList = "Inside anything but list, start|null|boolean is not supported.";

/** The operators that anything-but takes, with what AWS says when one's value is no string. */
const nested = {
    prefix: "prefix/suffix match pattern must be a string",
    suffix: "prefix/suffix match pattern must be a string",
    "equals-ignore-case": "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    wildcard: "wildcard match pattern must be a string",
} as const;
type Nested = keyof typeof nested;

/**
 * Reads what stands after `"anything-but":` and its object's end. Whatever is not of the excluded kind passes: a number
 * or null is anything but `"a"` (aws/event-ruler, `JsonRuleCompiler`).
 *
 * @throws InvalidPattern
 */
export function readAnythingBut(reader: JsonReader): MatchExpression {
    let token = reader.next();
    let operator: Nested | undefined;
    if (token === "{") {
        operator = readOperator(reader);
        token = reader.next();
    }
    if (token !== "[" && token !== "string" && token !== "number") {
        reader.fail("Value of anything-but must be an array or single string/number value.");
    }
    const expression = operator === undefined ? readValues(reader, token) : readNested(reader, token, operator);
    for (let objects = operator === undefined ? 1 : 2; objects > 0; objects--) {
        if (reader.next() !== "}") {
            reader.fail("Too many elements in numeric expression");
        }
    }
    return expression;
}

function readOperator(reader: JsonReader): Nested {
    if (reader.next() !== "name") {
        reader.fail("Anything-But expression name not found");
    }
    const name = reader.text();
    if (!Object.hasOwn(nested, name)) {
        reader.fail(`Unsupported anything-but pattern: ${name}`);
    }
    return name as Nested;
}

/** Reads a string, a number, or a list of the one or the other. */
function readValues(reader: JsonReader, token: Token): MatchExpression {
    const excluded = new Set<unknown>();
    const kinds = new Set<Token>();
    forEachValue(reader, token, (item) => {
        if (item !== "string" && item !== "number") {
            reader.fail(notInList);
        }
        excluded.add(item === "string" ? reader.text() : comparableNumber(reader.text()));
        kinds.add(item);
    });
    if (kinds.size !== 1) {
        reader.fail(mixed);
    }
    return { condition: (value) => !excluded.has(value) };
}

function readNested(reader: JsonReader, token: Token, operator: Nested): MatchExpression {
    const texts: string[] = [];
    forEachValue(reader, token, (item) => {
        if (item !== "string") {
            reader.fail(nested[operator]);
        }
        const text = reader.text();
        if (text === "" && (operator === "prefix" || operator === "suffix")) {
            reader.fail("Null prefix/suffix not allowed");
        }
        texts.push(text);
    });
    if (texts.length === 0) {
        // The reference compiles such a pattern and then breaks on adding it as a rule.
        reader.fail("Empty arrays are not allowed");
    }
    if (operator !== "wildcard") {
        return { condition: noneOf(texts.map((text) => exclusion(operator, text))) };
    }
    const wildcards = reader.placing(() => texts.map(parseWildcard));
    return { condition: noneOf(wildcards.map(matchesWildcard)), wildcards };
}

/** Calls `visit` at a single value, or at each of a list. What is wrong in a list gets a place twice, as from AWS. */
function forEachValue(reader: JsonReader, token: Token, visit: (token: Token) => void): void {
    if (token !== "[") {
        visit(token);
        return;
    }
    reader.placing(() => {
        for (let item = reader.next(); item !== "]"; item = reader.next()) {
            visit(item);
        }
    });
}

function exclusion(operator: Exclude<Nested, "wildcard">, text: string): (value: string) => boolean {
    switch (operator) {
        case "prefix":
            return (value) => value.startsWith(text);
        case "suffix":
            return (value) => value.endsWith(text);
        case "equals-ignore-case":
            return ignoringCase(text, "whole");
    }
}

function noneOf(exclusions: readonly ((value: string) => boolean)[]): Condition {
    const excluded = onStrings((text) => exclusions.some((excludes) => excludes(text)));
    return (value) => !excluded(value);
}
