import type { AttributeValue } from "../attribute-value";
import { parseCondition, type Condition, type Operand } from "./condition";
import type { ExpressionReader } from "./reader";

/** A query's conditions, by the key attribute's name: one of `=`, `<`, `<=`, `>`, `>=`, `between`, `begins_with`. */
export type KeyConditions = ReadonlyMap<string, { operator: string; values: AttributeValue[] }>;

/** An operator when its operands change places. */
const mirrored: ReadonlyMap<string, string> = new Map([
    ["=", "="],
    ["<", ">"],
    ["<=", ">="],
    [">", "<"],
    [">=", "<="],
]);

const operators = [...mirrored.keys(), "between", "begins_with"];

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 * @throws AwsError `ValidationException`
 */
export function parseKeyConditions(reader: ExpressionReader): KeyConditions {
    const conditions = new Map<string, { operator: string; values: AttributeValue[] }>();
    for (const { operator, operands } of collectComparisons(parseCondition(reader), reader)) {
        const name = readKey(operands, reader);
        const values = operands.flatMap((operand) => ("value" in operand ? [operand.value] : []));
        const isFirst = operands[0] !== undefined && "path" in operands[0];
        const effective = isFirst ? operator : mirrored.get(operator);
        if (effective === undefined) {
            reader.fail(`Invalid condition: ${operator} must have the key attribute as its first operand`);
        } else if (conditions.has(name)) {
            reader.fail("KeyConditionExpressions must only contain one condition per key");
        }
        conditions.set(name, { operator: effective, values });
    }
    return conditions;
}

function collectComparisons(
    condition: Condition,
    reader: ExpressionReader,
): Extract<Condition, { operator: string }>[] {
    if (condition.type === "and") {
        return condition.conditions.flatMap((part) => collectComparisons(part, reader));
    } else if (condition.type === "comparison" && operators.includes(condition.operator)) {
        return [condition];
    }
    const name = condition.type === "comparison" ? condition.operator : condition.type.toUpperCase();
    return reader.fail(`Invalid operator used in KeyConditionExpression: ${name}`);
}

/** The one attribute among the operands. */
function readKey(operands: readonly Operand[], reader: ExpressionReader): string {
    if (operands.some((operand) => "sizeOf" in operand)) {
        reader.fail("KeyConditionExpressions cannot contain nested operations");
    }
    const [path, ...others] = operands.flatMap((operand) => ("path" in operand ? [operand.path] : []));
    if (path === undefined) {
        return reader.fail("No key attribute specified");
    } else if (others.length > 0) {
        reader.fail("Multiple attribute names used in one condition");
    } else if (path.length > 1) {
        reader.fail("KeyConditionExpressions cannot have conditions on nested attributes");
    }
    return path[0];
}
