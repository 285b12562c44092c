import { sameAddress } from "./cidr";
import type { Condition, Scalar } from "./condition";
import { exactNumber } from "./exact-number";
import type { Field } from "./field";
import type { JsonReader } from "./json-reader";
import { readMatchExpression } from "./match-expression";
import type { Wildcard } from "./wildcard";

const literals = { true: true, false: false, null: null } as const;

/**
 * Reads the list of values of the field at `path` from behind its `[` (aws/event-ruler, `JsonRuleCompiler.writeRules`).
 *
 * @throws InvalidPattern
 */
export function readField(reader: JsonReader, path: string): Field {
    const exact = new Set<Scalar>();
    const conditions: Condition[] = [];
    const wildcards: (readonly Wildcard[])[] = [];
    let mayBeAbsent = false;
    let isEmpty = true;
    for (let token = reader.next(); token !== "]"; token = reader.next()) {
        isEmpty = false;
        switch (token) {
            case "{": {
                const expression = readMatchExpression(reader);
                if (expression.condition === "absent") {
                    mayBeAbsent = true;
                } else {
                    conditions.push(expression.condition);
                }
                if (expression.wildcards !== undefined) {
                    wildcards.push(expression.wildcards);
                }
                break;
            }
            case "string": {
                const text = reader.text();
                const address = sameAddress(text);
                if (address === undefined) {
                    exact.add(text);
                } else {
                    conditions.push(address);
                }
                break;
            }
            case "number":
                conditions.push(exactNumber(reader.text()));
                break;
            case "true":
            case "false":
            case "null":
                exact.add(literals[token]);
                break;
            default:
                reader.fail("Match value must be String, number, true, false, or null");
        }
    }
    if (isEmpty) {
        reader.fail("Empty arrays are not allowed");
    }
    return { path, matches: any(exact, conditions), mayBeAbsent, wildcards };
}

function any(exact: ReadonlySet<Scalar>, conditions: readonly Condition[]): Condition {
    const [only, ...others] = conditions;
    if (exact.size === 0 && only !== undefined && others.length === 0) {
        return only;
    }
    return (value) => exact.has(value) || conditions.some((condition) => condition(value));
}
