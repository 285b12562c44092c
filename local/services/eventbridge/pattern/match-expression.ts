import { readAnythingBut } from "./anything-but";
import { cidr } from "./cidr";
import { onStrings, type Condition } from "./condition";
import { ignoringCase } from "./ignore-case";
import type { JsonReader } from "./json-reader";
import { readNumeric } from "./numeric";
import { matchesWildcard, parseWildcard, type Wildcard } from "./wildcard";

/** What an object in a field's list asks for: a leaf with `condition`, or, with `"absent"`, that there be none. */
export interface MatchExpression {
    condition: Condition | "absent";
    /** The wildcard patterns in it, which count towards a pattern's complexity. */
    wildcards?: readonly Wildcard[];
}

/**
 * Reads an object such as `{"prefix": "a"}` from behind its `{`
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html; aws/event-ruler,
 * `JsonRuleCompiler.processMatchExpression`, from where the messages are, the odd ones among them too).
 *
 * @throws InvalidPattern
 */
export function readMatchExpression(reader: JsonReader): MatchExpression {
    if (reader.next() !== "name") {
        reader.fail("Match expression name not found");
    }
    const operator = reader.text();
    switch (operator) {
        case "exactly":
            return { condition: readText(reader, "exact", (text) => (value) => value === text) };
        case "prefix":
            return { condition: readAffix(reader, "prefix") };
        case "suffix":
            return { condition: readAffix(reader, "suffix") };
        case "equals-ignore-case":
            return { condition: readText(reader, operator, (text) => onStrings(ignoringCase(text, "whole"))) };
        case "cidr":
            return { condition: readText(reader, "prefix", cidr) };
        case "exists":
            return { condition: readExists(reader) };
        case "wildcard":
            return readWildcard(reader);
        case "numeric":
            return { condition: readNumericObject(reader) };
        case "anything-but":
            return readAnythingBut(reader);
        default:
            return reader.fail(`Unrecognized match type ${operator}`);
    }
}

function readText(reader: JsonReader, name: string, toCondition: (text: string) => Condition): Condition {
    if (reader.next() !== "string") {
        reader.fail(`${name} match pattern must be a string`);
    }
    const condition = toCondition(reader.text());
    readEnd(reader);
    return condition;
}

function readAffix(reader: JsonReader, name: "prefix" | "suffix"): Condition {
    const token = reader.next();
    if (token === "{") {
        return readAffixIgnoringCase(reader, name);
    }
    if (token !== "string") {
        reader.fail(`${name} match pattern must be a string`);
    }
    const affix = reader.text();
    readEnd(reader);
    return onStrings(name === "prefix" ? (text) => text.startsWith(affix) : (text) => text.endsWith(affix));
}

function readAffixIgnoringCase(reader: JsonReader, name: "prefix" | "suffix"): Condition {
    if (reader.next() !== "name") {
        reader.fail(`${name === "prefix" ? "Prefix" : "Suffix"} expression name not found`);
    }
    const operator = reader.text();
    if (operator !== "equals-ignore-case") {
        reader.fail(`Unsupported ${name} pattern: ${operator}`);
    }
    const place = name === "prefix" ? "start" : "end";
    const condition = readText(reader, operator, (text) => onStrings(ignoringCase(text, place)));
    readEnd(reader);
    return condition;
}

function readExists(reader: JsonReader): Condition | "absent" {
    const token = reader.next();
    if (token !== "true" && token !== "false") {
        reader.fail("exists match pattern must be either true or false.");
    }
    readEnd(reader);
    return token === "false" ? "absent" : () => true;
}

function readWildcard(reader: JsonReader): MatchExpression {
    if (reader.next() !== "string") {
        reader.fail("wildcard match pattern must be a string");
    }
    const wildcard = reader.placing(() => parseWildcard(reader.text()));
    readEnd(reader);
    return { condition: onStrings(matchesWildcard(wildcard)), wildcards: [wildcard] };
}

function readNumericObject(reader: JsonReader): Condition {
    if (reader.next() !== "[") {
        reader.fail("Value of numeric must be an array.");
    }
    const condition = readNumeric(reader);
    if (reader.next() !== "}") {
        reader.fail("Too many elements in numeric expression");
    }
    return condition;
}

function readEnd(reader: JsonReader): void {
    if (reader.next() !== "}") {
        reader.fail("Only one key allowed in match expression");
    }
}
