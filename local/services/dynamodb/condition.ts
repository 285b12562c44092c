import * as dynalite from "dynalite/db";

import { valuesEqual, type AttributeValue, type Item } from "./attribute-value";

/** A document path, a value, or `size(path)`. */
type Operand = (string | number)[] | AttributeValue | { type: "function"; name: string; args: Operand[] };

/** A condition, filter or key condition expression as dynalite's parser gives it. */
export interface Expression {
    type: string;
    /** The function's name, where `type` is `function`. */
    name?: string;
    args: (Operand | Expression)[];
}

/** The older form of conditions and filters: by attribute name. */
export type Expected = Record<
    string,
    { ComparisonOperator?: string; AttributeValueList?: AttributeValue[]; Value?: AttributeValue; Exists?: boolean }
>;

/** The conditions that a validated request may carry. */
export interface Conditional {
    _condition?: { expression: Expression };
    Expected?: Expected;
    ConditionalOperator?: string;
}

/** Whether `item` (undefined: there is none) meets a request's condition. */
export function meetsCondition(input: Conditional, item: Item | undefined): boolean {
    if (input._condition !== undefined) {
        return matches(input._condition.expression, item ?? {});
    }
    return input.Expected === undefined || matchesExpected(input.Expected, input.ConditionalOperator, item ?? {});
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export function matches(expression: Expression, item: Item): boolean {
    const { type, args } = expression;
    const parts = args as Expression[];
    if (type === "and") {
        return parts.every((part) => matches(part, item));
    } else if (type === "or") {
        return parts.some((part) => matches(part, item));
    } else if (type === "not") {
        return !parts.some((part) => matches(part, item));
    }
    const [value, ...operands] = (args as Operand[]).map((operand) => resolve(operand, item));
    return compare(type === "function" ? (expression.name ?? "") : type, value, operands);
}

/** The older form's operators, by the names that expressions give them. */
const operators: Readonly<Record<string, string>> = {
    EQ: "=",
    NE: "<>",
    LT: "<",
    LE: "<=",
    GT: ">",
    GE: ">=",
    BETWEEN: "between",
    IN: "in",
    BEGINS_WITH: "begins_with",
    CONTAINS: "contains",
    NOT_NULL: "attribute_exists",
    NULL: "attribute_not_exists",
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html */
export function matchesExpected(expected: Expected, conditionalOperator: string | undefined, item: Item): boolean {
    const results = Object.entries(expected).map(([name, condition]) => {
        const operator = condition.Exists === false ? "NULL" : (condition.ComparisonOperator ?? "EQ");
        const operands = condition.AttributeValueList ?? (condition.Value === undefined ? [] : [condition.Value]);
        const value = valueAt([name], item);
        return operator === "NOT_CONTAINS"
            ? value !== undefined && !compare("contains", value, operands)
            : compare(operators[operator] ?? operator, value, operands);
    });
    return conditionalOperator === "OR" ? results.some(Boolean) : results.every(Boolean);
}

function compare(
    operator: string,
    value: AttributeValue | undefined,
    operands: readonly (AttributeValue | undefined)[],
): boolean {
    if (operator === "attribute_exists") {
        return value !== undefined;
    } else if (operator === "attribute_not_exists") {
        return value === undefined;
    }
    // An attribute that is not there is different from every value, and neither below nor above any.
    const present = operands.filter((operand) => operand !== undefined);
    if (value === undefined || (operator !== "in" && present.length < operands.length)) {
        return operator === "<>";
    }
    switch (operator) {
        case "=":
        case "in":
            return present.some((operand) => valuesEqual(value, operand));
        case "<>":
            return !present.some((operand) => valuesEqual(value, operand));
        case "contains":
            return value.L === undefined
                ? dynalite.compare(operator, value, present)
                : value.L.some((member) => present.some((operand) => valuesEqual(member, operand)));
        default:
            return dynalite.compare(operator, value, present);
    }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
    if (Array.isArray(operand)) {
        return valueAt(operand, item);
    } else if ("args" in operand) {
        const [of] = operand.args;
        return of === undefined ? undefined : sizeOf(resolve(of, item));
    }
    return operand;
}

/** The value at a path, of what the item has itself: `toString` is no attribute unless it was put. */
function valueAt(path: readonly (string | number)[], item: Item): AttributeValue | undefined {
    let value: AttributeValue | undefined = { M: item };
    for (const step of path) {
        if (typeof step === "number") {
            value = value?.L?.[step];
        } else {
            value = value?.M !== undefined && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
        }
    }
    return value;
}

/** What `size(path)` gives: bytes of text and binaries, members of sets, lists and maps. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
    if (value === undefined) {
        return undefined;
    }
    const { S, B, M } = value;
    const members = value.L ?? value.SS ?? value.NS ?? value.BS ?? (M === undefined ? undefined : Object.keys(M));
    const size =
        S !== undefined ? Buffer.byteLength(S) : B !== undefined ? Buffer.byteLength(B, "base64") : members?.length;
    return size === undefined ? undefined : { N: String(size) };
}
