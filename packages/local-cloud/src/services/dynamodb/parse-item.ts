import { AwsError } from "../../aws-error";
import type { AttributeType, AttributeValue, Item } from "./attribute-value";
import { canonicalNumber } from "./decimal";
import { maxLevels, tooManyLevels } from "./item-limits";
import { validationError } from "./validation-error";

/**
 * A request's item or key, or its expressions' values: checked at every depth, numbers as DynamoDB keeps them.
 *
 * @param given changed in place, since a copy would take longer than the check: it is the request's own
 * @throws AwsError `ValidationException` or `SerializationException`
 */
export function parseItem(given: unknown): Item {
    return parseMembers(0, given);
}

function parseMembers(level: number, given: unknown): Item {
    const members = expectObject(given);
    for (const name of Object.keys(members)) {
        members[name] = parseValue(level, members[name]);
    }
    return members as Item;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
function parseValue(level: number, given: unknown): AttributeValue {
    if (level > maxLevels) {
        throw tooManyLevels();
    }
    const value = expectObject(given);
    const names = Object.keys(value);
    const [type, ...others] = names.length === 1 ? names : names.filter((name) => value[name] != null);
    if (type === undefined || !isType(type) || value[type] == null) {
        throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    } else if (others.length > 0) {
        throw validationError(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        );
    }
    const checked = checks[type](value[type], level);
    if (names.length > 1) {
        return { [type]: checked };
    }
    value[type] = checked;
    return value;
}

function isType(name: string): name is AttributeType {
    return Object.hasOwn(checks, name);
}

const checks: Readonly<Record<AttributeType, (value: unknown, level: number) => unknown>> = {
    S: expectText,
    N: (value) => canonicalNumber(expectText(value)),
    B: base64,
    BOOL: expectFlag,
    NULL(value) {
        if (!expectFlag(value)) {
            throw invalid("Null attribute value types must have the value of true");
        }
        return true;
    },
    SS: (value) => set("An string set  may not be empty", expectList(value).map(expectText)),
    NS: (value) => set("An number set  may not be empty", expectList(value).map(expectText).map(canonicalNumber)),
    BS: (value) => set("Binary sets should not be empty", expectList(value).map(base64)),
    L(value, level) {
        const members = expectList(value);
        members.forEach((member, index) => (members[index] = parseValue(level + 1, member)));
        return members;
    },
    M: (value, level) => parseMembers(level + 1, value),
};

function set(emptyMessage: string, members: string[]): string[] {
    if (members.length === 0) {
        throw invalid(emptyMessage);
    } else if (new Set(members).size < members.length) {
        throw invalid(`Input collection [${members.join(", ")}] contains duplicates.`);
    }
    return members;
}

function invalid(reason: string): AwsError {
    return validationError(`One or more parameter values were invalid: ${reason}`);
}

function base64(value: unknown): string {
    const encoded = expectText(value);
    if (Buffer.from(encoded, "base64").toString("base64") !== encoded) {
        throw new AwsError("SerializationException", `not base64: ${encoded}`);
    }
    return encoded;
}

/** @throws AwsError `SerializationException` */
export function expectText(value: unknown): string {
    return typeof value === "string" ? value : refuseType("a string", value);
}

/** @throws AwsError `SerializationException` */
export function expectFlag(value: unknown): boolean {
    return typeof value === "boolean" ? value : refuseType("true or false", value);
}

/** @throws AwsError `SerializationException` */
export function expectList(value: unknown): unknown[] {
    return Array.isArray(value) ? (value as unknown[]) : refuseType("a list", value);
}

/** @throws AwsError `SerializationException` */
export function expectObject(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : refuseType("a structure", value);
}

/** @throws AwsError `SerializationException` */
export function refuseType(expected: string, value: unknown): never {
    throw new AwsError("SerializationException", `expected ${expected}, not ${JSON.stringify(value)}`);
}
