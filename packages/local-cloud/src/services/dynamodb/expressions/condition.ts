import { attributeTypes, type AttributeValue, compareValues, readType } from "../attribute-value";
import { showPath, type Path } from "./path";
import type { ExpressionReader } from "./reader";

export type Operand = { path: Path } | { value: AttributeValue } | { sizeOf: Operand };

export type Condition =
    | { type: "and" | "or" | "not"; conditions: Condition[] }
    | { type: "comparison"; operator: string; operands: Operand[] };

/** What parentheses can hold: either of both. */
type Term = ({ operand: Operand } | { condition: Condition }) & { parenthesized?: boolean };

/** The functions, by how many operands they take. `size` alone is an operand, the others are conditions. */
const functions: ReadonlyMap<string, number> = new Map([
    ["attribute_exists", 1],
    ["attribute_not_exists", 1],
    ["attribute_type", 2],
    ["begins_with", 2],
    ["contains", 2],
    ["size", 1],
]);

/**
 * A condition, filter or key condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 *
 * @throws AwsError `ValidationException`
 */
export function parseCondition(reader: ExpressionReader): Condition {
    return expectCondition(orTerm(reader), reader);
}

/** The document paths in a condition. */
export function findPaths(condition: Condition): Path[] {
    const inOperand = (operand: Operand): Path[] =>
        "path" in operand ? [operand.path] : "sizeOf" in operand ? inOperand(operand.sizeOf) : [];
    return condition.type === "comparison"
        ? condition.operands.flatMap(inOperand)
        : condition.conditions.flatMap(findPaths);
}

function orTerm(reader: ExpressionReader): Term {
    return joined(reader, "or", () => joined(reader, "and", () => notTerm(reader)));
}

function joined(reader: ExpressionReader, type: "and" | "or", read: () => Term): Term {
    const first = read();
    const terms = [first];
    while (reader.accept(type.toUpperCase()) !== undefined) {
        terms.push(read());
    }
    return terms.length === 1
        ? first
        : { condition: { type, conditions: terms.map((term) => expectCondition(term, reader)) } };
}

function notTerm(reader: ExpressionReader): Term {
    return reader.accept("NOT") === undefined
        ? comparisonTerm(reader)
        : { condition: { type: "not", conditions: [expectCondition(notTerm(reader), reader)] } };
}

function comparisonTerm(reader: ExpressionReader): Term {
    const first = simpleTerm(reader);
    const operator = reader.accept("=", "<>", "<", "<=", ">", ">=", "BETWEEN", "IN");
    if (operator === undefined) {
        return first;
    }
    const operands = [expectOperand(first, reader)];
    const operand = () => expectOperand(simpleTerm(reader), reader);
    if (operator === "BETWEEN") {
        operands.push(operand());
        reader.expect("AND");
        operands.push(operand());
        checkBounds(operands.slice(1), reader);
    } else if (operator === "IN") {
        reader.expect("(");
        operands.push(...reader.list(operand));
        reader.expect(")");
    } else {
        operands.push(operand());
        checkDistinct(operator, operands, reader);
    }
    return { condition: { type: "comparison", operator: operator.toLowerCase(), operands } };
}

function simpleTerm(reader: ExpressionReader): Term {
    if (reader.accept("(") !== undefined) {
        const term = orTerm(reader);
        reader.expect(")");
        if (term.parenthesized === true) {
            reader.fail("The expression has redundant parentheses;");
        }
        return { ...term, parenthesized: true };
    }
    const call = reader.call(() => simpleTerm(reader));
    if (call !== undefined) {
        const operands = call.args.map((argument) => expectOperand(argument, reader));
        checkCall(call.name, operands, reader);
        const [operand] = operands;
        return call.name === "size" && operand !== undefined
            ? { operand: { sizeOf: operand } }
            : { condition: { type: "comparison", operator: call.name, operands } };
    }
    const value = reader.value();
    return { operand: value === undefined ? { path: reader.path() } : { value } };
}

function expectOperand(term: Term, reader: ExpressionReader): Operand {
    if ("operand" in term) {
        return term.operand;
    }
    const { condition } = term;
    return condition.type === "comparison" && functions.has(condition.operator)
        ? failMisused(condition.operator, reader)
        : reader.failHere();
}

function expectCondition(term: Term, reader: ExpressionReader): Condition {
    if ("condition" in term) {
        return term.condition;
    }
    return "sizeOf" in term.operand ? failMisused("size", reader) : reader.failHere();
}

function failMisused(name: string, reader: ExpressionReader): never {
    reader.fail(`The function is not allowed to be used this way in an expression; function: ${name}`);
}

function checkCall(name: string, operands: readonly Operand[], reader: ExpressionReader): void {
    const count = functions.get(name);
    if (count === undefined) {
        reader.fail(`Invalid function name; function: ${name}`);
    } else if (count !== operands.length) {
        reader.fail(
            `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ` +
                String(operands.length),
        );
    }
    checkDistinct(name, operands, reader);
    const [first, second] = operands;
    if (name.startsWith("attribute_") && name !== "attribute_type") {
        if (first === undefined || !("path" in first)) {
            reader.fail(`Operator or function requires a document path; operator or function: ${name}`);
        }
    } else if (name === "begins_with") {
        operands.forEach((operand) => reader.checkType(name, valueOf(operand), ["S", "B"]));
    } else if (name === "size") {
        reader.checkType(name, first && valueOf(first), ["S", "B", "SS", "NS", "BS", "L", "M"]);
    } else if (name === "attribute_type") {
        const type = second && "value" in second ? second.value.S : undefined;
        if (type === undefined) {
            reader.fail(`Incorrect operand type for operator or function; operator or function: ${name}`);
        } else if (!(attributeTypes as readonly string[]).includes(type)) {
            reader.fail(`Invalid attribute type name found; type: ${type}, valid types: {${attributeTypes.join()}}`);
        }
    }
}

/** Of an operand that is a value, or the number that `size` gives, the type is known already. */
function valueOf(operand: Operand): AttributeValue | undefined {
    return "path" in operand ? undefined : "value" in operand ? operand.value : { N: "" };
}

function checkDistinct(name: string, operands: readonly Operand[], reader: ExpressionReader): void {
    const [first, second] = operands.map((operand) => ("path" in operand ? showPath(operand.path) : undefined));
    if (first !== undefined && first === second) {
        reader.fail(
            "The first operand must be distinct from the remaining operands for this operator or function; " +
                `operator: ${name}, first operand: ${first}`,
        );
    }
}

function checkBounds([lower, upper]: readonly Operand[], reader: ExpressionReader): void {
    if (lower === undefined || upper === undefined || !("value" in lower && "value" in upper)) {
        return;
    }
    const [from, to] = [readType(lower.value), readType(upper.value)];
    if (from !== to) {
        reader.fail(`The BETWEEN operator requires same data type for lower and upper bounds: ${from}, ${to}`);
    } else if ((compareValues(lower.value, upper.value) ?? 0) > 0) {
        reader.fail("The BETWEEN operator requires upper bound to be greater than or equal to lower bound");
    }
}
