import { comparableNumber } from "./comparable-number";
import type { Condition } from "./condition";
import { InvalidPattern } from "./invalid-pattern";
import type { JsonReader, Token } from "./json-reader";

/** One comparison: the value stands on its left. */
interface Bound {
    operator: string;
    literal: string;
}

/** How AWS's messages name the operators. */
const names = new Map([
    ["=", "equals"],
    [">=", ">="],
    [">", ">"],
    ["<=", "<="],
    ["<", "<"],
]);

/**
 * Reads the list of `{"numeric": ["=", 5]}` or `{"numeric": [">", 0, "<=", 5]}` from behind its `[`.
 *
 * @throws InvalidPattern
 */
export function readNumeric(reader: JsonReader): Condition {
    const first = readFirst(reader);
    const token = reader.next();
    if (token !== "]" && !first.operator.startsWith(">")) {
        reader.fail("Too many elements in numeric expression");
    }
    const second = token === "]" ? undefined : readSecond(reader, token);
    // The numbers are looked at once the list has been read, so its end is the place that AWS names.
    return reader.placing(() => (first.operator === "=" ? equalTo(first.literal) : within(first, second)));
}

function readFirst(reader: JsonReader): Bound {
    if (reader.next() !== "string") {
        reader.fail(`Invalid member in numeric match: ${reader.text()}`);
    }
    const operator = reader.text();
    const token = reader.next();
    const name = names.get(operator);
    if (name === undefined) {
        reader.fail(`Unrecognized numeric range operator: ${operator}`);
    }
    if (token !== "number") {
        reader.fail(`Value of ${name} must be numeric`);
    }
    return { operator, literal: reader.text() };
}

/** Reads an upper bound, whose operator is the current token, and the list's end. */
function readSecond(reader: JsonReader, token: Token): Bound {
    const operator = reader.text();
    if (token !== "string") {
        reader.fail(`Bad value in numeric range: ${operator}`);
    }
    if (operator !== "<" && operator !== "<=") {
        reader.fail(`Bad numeric range operator: ${operator}`);
    }
    if (reader.next() !== "number") {
        reader.fail(`Value of ${operator} must be numeric`);
    }
    const literal = reader.text();
    if (reader.next() !== "]") {
        reader.fail("Too many terms in numeric range expression");
    }
    return { operator, literal };
}

function equalTo(literal: string): Condition {
    const expected = comparableNumber(literal);
    return (value) => value === expected;
}

function within(first: Bound, second: Bound | undefined): Condition {
    const lower = first.operator.startsWith(">") ? first : { operator: ">=", literal: String(-Number.MAX_VALUE) };
    const upper = second ?? (lower === first ? { operator: "<=", literal: String(Number.MAX_VALUE) } : first);
    const bottom = comparableNumber(lower.literal);
    const top = comparableNumber(upper.literal);
    if (bottom >= top) {
        throw new InvalidPattern("Bottom must be less than top");
    }
    const openBottom = lower.operator === ">";
    const openTop = upper.operator === "<";
    return (value) =>
        typeof value === "number" &&
        (openBottom ? value > bottom : value >= bottom) &&
        (openTop ? value < top : value <= top);
}
