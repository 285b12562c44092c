import { onStrings, type Condition } from "./field";
import { InvalidPattern } from "./invalid-pattern";
import { cidr } from "./ip-address";
import { comparableNumber, numeric } from "./numeric";
import { JsonObject, type PatternJson } from "./pattern-json";
import { matchesWildcard } from "./wildcard";

/** The operators that take a string. */
const textOperators = new Map<string, (text: string) => Condition>([
    ["exactly", (text) => (value) => value === text],
    ["prefix", (text) => onStrings((value) => value.startsWith(text))],
    ["suffix", (text) => onStrings((value) => value.endsWith(text))],
    ["equals-ignore-case", (text) => onStrings(ignoringCase(text, "^", "$"))],
    ["wildcard", (text) => onStrings(matchesWildcard(text))],
    ["cidr", cidr],
]);

/** Those of them that `anything-but` takes. */
const negatable = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

/**
 * What an object in a field's list asks for, such as `{"prefix": "a"}`
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html; aws/event-ruler,
 * `JsonRuleCompiler.processMatchExpression`): a leaf with a condition, or, with `"absent"`, that there be none.
 *
 * @throws InvalidPattern
 */
export function readOperator(object: JsonObject): Condition | "absent" {
    const [operator, operand] = takeOnlyMember(object);
    switch (operator) {
        case "exists":
            return exists(operand);
        case "numeric":
            return numeric(operand);
        case "anything-but":
            return operand instanceof JsonObject ? anythingButOperator(operand) : anythingButValues(operand);
        case "prefix":
        case "suffix":
            return operand instanceof JsonObject ? affixIgnoringCase(operator, operand) : onText(operator, operand);
        default:
            return onText(operator, operand);
    }
}

function takeOnlyMember({ members: [member, ...others] }: JsonObject): readonly [string, PatternJson] {
    if (member === undefined || others.length > 0) {
        throw new InvalidPattern('an operator is an object with one member, such as {"prefix": "a"}');
    }
    return member;
}

function onText(operator: string, text: PatternJson): Condition {
    const condition = textOperators.get(operator);
    if (condition === undefined) {
        throw new InvalidPattern(`there is no operator "${operator}"`);
    }
    if (typeof text !== "string") {
        throw new InvalidPattern(`"${operator}" takes a string`);
    }
    return condition(text);
}

function exists(operand: PatternJson): Condition | "absent" {
    if (typeof operand !== "boolean") {
        throw new InvalidPattern('"exists" takes true or false');
    }
    return operand ? () => true : "absent";
}

function affixIgnoringCase(affix: "prefix" | "suffix", object: JsonObject): Condition {
    const [operator, text] = takeOnlyMember(object);
    if (operator !== "equals-ignore-case" || typeof text !== "string") {
        throw new InvalidPattern(`"${affix}" takes a string, or {"equals-ignore-case": a string}`);
    }
    return onStrings(affix === "prefix" ? ignoringCase(text, "^", "") : ignoringCase(text, "", "$"));
}

/** `anything-but` with values. Whatever is not of their kind passes: a number or null is anything but `"a"`. */
function anythingButValues(operand: PatternJson): Condition {
    const excluded = toList(operand).map((value) => (typeof value === "string" ? value : comparableNumber(value)));
    const [kind, ...otherKinds] = new Set(excluded.map((value) => typeof value));
    if ((kind !== "string" && kind !== "number") || otherKinds.length > 0) {
        throw new InvalidPattern('"anything-but" takes strings, numbers, or an operator, not a mix');
    }
    const set = new Set<unknown>(excluded);
    return (value) => !set.has(value);
}

/** `anything-but` with an operator, which takes one string or several here. */
function anythingButOperator(object: JsonObject): Condition {
    const [operator, operand] = takeOnlyMember(object);
    const texts = toList(operand);
    if (!negatable.includes(operator)) {
        throw new InvalidPattern(`"anything-but" does not take "${operator}", only ${negatable.join(", ")}`);
    }
    if (texts.includes("") && (operator === "prefix" || operator === "suffix")) {
        throw new InvalidPattern(`"anything-but" does not take an empty "${operator}"`);
    }
    const conditions = texts.map((text) => onText(operator, text));
    return (value) => !conditions.some((condition) => condition(value));
}

function toList(operand: PatternJson): PatternJson[] {
    const list = Array.isArray(operand) ? operand : [operand];
    if (list.length === 0) {
        throw new InvalidPattern('"anything-but" does not take an empty list');
    }
    return list;
}

/**
 * Whether a string has `text`, whatever the case, between `start` and `end` (regular expressions). As AWS has it
 * (aws/event-ruler, `EqualsIgnoreCaseParser`), each UTF-16 code unit of `text` stands for its lower and its upper case,
 * which may be longer: `ß` finds `ß` and `SS`.
 */
function ignoringCase(text: string, start: "^" | "", end: "$" | ""): (value: string) => boolean {
    const expression = new RegExp(start + text.split("").map(eitherCase).join("") + end);
    return (value) => expression.test(value);
}

function eitherCase(unit: string): string {
    const [lower, upper] = [unit.toLowerCase(), unit.toUpperCase()].map((text) =>
        text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
    );
    return lower === upper ? `${lower}` : `(?:${lower}|${upper})`;
}
