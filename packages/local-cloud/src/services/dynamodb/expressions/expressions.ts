import type { Item } from "../attribute-value";
import { validationError } from "../validation-error";
import { parseCondition, type Condition } from "./condition";
import { parseKeyConditions, type KeyConditions } from "./key-condition";
import type { Path } from "./path";
import { Placeholders } from "./placeholders";
import { parseProjection } from "./projection";
import { ExpressionReader } from "./reader";
import { parseUpdate, type UpdateAction } from "./update";

/** The members of requests that hold expressions and what these refer to, values checked. */
export interface ExpressionInput {
    ConditionExpression?: string;
    FilterExpression?: string;
    KeyConditionExpression?: string;
    ProjectionExpression?: string;
    UpdateExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Item;
}

/** A request's expressions; undefined those that it does not have. */
export interface Expressions {
    condition?: Condition;
    filter?: Condition;
    keyConditions?: KeyConditions;
    projection?: Path[];
    update?: UpdateAction[];
}

/** @throws AwsError `ValidationException` */
export function parseExpressions(input: ExpressionInput): Expressions {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
    const placeholders = new Placeholders(names, values);
    const parse = <T>(name: keyof ExpressionInput & `${string}Expression`, read: (reader: ExpressionReader) => T) => {
        const text = input[name];
        if (text === undefined) {
            return undefined;
        }
        const reader = new ExpressionReader(name, text, placeholders);
        const parsed = read(reader);
        reader.end();
        return parsed;
    };
    const expressions = {
        update: parse("UpdateExpression", parseUpdate),
        condition: parse("ConditionExpression", parseCondition),
        keyConditions: parse("KeyConditionExpression", parseKeyConditions),
        filter: parse("FilterExpression", parseCondition),
        projection: parse("ProjectionExpression", parseProjection),
    };
    if (names !== undefined || values !== undefined) {
        const member = names === undefined ? "Values" : "Names";
        if (Object.values(expressions).every((expression) => expression === undefined)) {
            throw validationError(`ExpressionAttribute${member} can only be specified when using expressions`);
        }
        placeholders.checkUsed();
    }
    return expressions;
}
