import { type AttributeValue, compareValues, type Item, readType, valuesEqual } from "../attribute-value";
import type { Condition, Operand } from "./condition";
import { valueAt } from "./path";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export function matches(condition: Condition, item: Item): boolean {
    switch (condition.type) {
        case "and":
            return condition.conditions.every((part) => matches(part, item));
        case "or":
            return condition.conditions.some((part) => matches(part, item));
        case "not":
            return !condition.conditions.some((part) => matches(part, item));
        case "comparison": {
            const [value, ...operands] = condition.operands.map((operand) => resolve(operand, item));
            return compare(condition.operator, value, operands);
        }
    }
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
    const [operand = {}, upper = {}] = present;
    const difference = () => compareValues(value, operand);
    switch (operator) {
        case "=":
            return valuesEqual(value, operand);
        case "<>":
            return !valuesEqual(value, operand);
        case "in":
            return present.some((each) => valuesEqual(value, each));
        case "<":
            return (difference() ?? 0) < 0;
        case "<=":
            return (difference() ?? 1) <= 0;
        case ">":
            return (difference() ?? 0) > 0;
        case ">=":
            return (difference() ?? -1) >= 0;
        case "between":
            return (difference() ?? -1) >= 0 && (compareValues(value, upper) ?? 1) <= 0;
        case "begins_with":
            return beginsWith(value, operand);
        case "attribute_type":
            return operand.S === readType(value);
        default:
            return contains(value, operand);
    }
}

function beginsWith({ S, B }: AttributeValue, start: AttributeValue): boolean {
    if (B !== undefined && start.B !== undefined) {
        const bytes = decodeBase64(start.B);
        return decodeBase64(B).subarray(0, bytes.length).equals(bytes);
    }
    return S !== undefined && start.S !== undefined && S.startsWith(start.S);
}

/** Part of a text or of bytes, or a member of a list or a set. */
function contains({ S, B, L, SS, NS, BS }: AttributeValue, part: AttributeValue): boolean {
    if (L !== undefined) {
        return L.some((member) => valuesEqual(member, part));
    } else if (part.S !== undefined) {
        return S?.includes(part.S) ?? SS?.includes(part.S) ?? false;
    } else if (part.N !== undefined) {
        return NS?.includes(part.N) ?? false;
    } else if (part.B !== undefined) {
        return BS?.includes(part.B) ?? (B !== undefined && decodeBase64(B).includes(decodeBase64(part.B)));
    }
    return false;
}

function decodeBase64(base64: string): Buffer {
    return Buffer.from(base64, "base64");
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
    if ("path" in operand) {
        return valueAt(operand.path, item);
    }
    return "value" in operand ? operand.value : measureSize(resolve(operand.sizeOf, item));
}

/** What `size(path)` gives: bytes of text and binaries, members of sets, lists and maps. */
function measureSize(value: AttributeValue | undefined): AttributeValue | undefined {
    if (value === undefined) {
        return undefined;
    }
    const { S, B, M } = value;
    const members = value.L ?? value.SS ?? value.NS ?? value.BS ?? (M === undefined ? undefined : Object.keys(M));
    const size =
        S !== undefined ? Buffer.byteLength(S) : B !== undefined ? Buffer.byteLength(B, "base64") : members?.length;
    return size === undefined ? undefined : { N: String(size) };
}
