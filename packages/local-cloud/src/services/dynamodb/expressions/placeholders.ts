import type { AttributeValue, Item } from "../attribute-value";
import { validationError } from "../validation-error";

/**
 * A request's `ExpressionAttributeNames` and `ExpressionAttributeValues`, which all have to be used.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
 */
export class Placeholders {
    private readonly unused: { Names: Set<string>; Values: Set<string> };

    /** @throws AwsError `ValidationException` when one is empty or has keys that no expression can hold */
    constructor(
        private readonly names: Readonly<Record<string, string>> | undefined,
        private readonly values: Item | undefined,
    ) {
        this.unused = {
            Names: checkKeys("ExpressionAttributeNames", names, /^#[0-9a-zA-Z_]+$/),
            Values: checkKeys("ExpressionAttributeValues", values, /^:[0-9a-zA-Z_]+$/),
        };
    }

    /** The attribute's name that `#name` stands for. @throws AwsError `ValidationException` */
    name(placeholder: string, expression: string): string {
        this.unused.Names.delete(placeholder);
        return defined(
            this.names?.[placeholder],
            `Invalid ${expression}: An expression attribute name used in the document path is not defined; attribute ` +
                `name: ${placeholder}`,
        );
    }

    /** The value that `:value` stands for. @throws AwsError `ValidationException` */
    value(placeholder: string, expression: string): AttributeValue {
        this.unused.Values.delete(placeholder);
        return defined(
            this.values?.[placeholder],
            `Invalid ${expression}: An expression attribute value used in expression is not defined; attribute value: ` +
                placeholder,
        );
    }

    /** @throws AwsError `ValidationException` when there are some that no expression has used */
    checkUsed(): void {
        for (const [kind, keys] of Object.entries(this.unused)) {
            if (keys.size > 0) {
                throw validationError(
                    `Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${[...keys].join(", ")}}`,
                );
            }
        }
    }
}

function checkKeys(member: string, given: object | undefined, pattern: RegExp): Set<string> {
    const keys = Object.keys(given ?? {});
    const invalid = keys.find((key) => !pattern.test(key));
    if (given !== undefined && keys.length === 0) {
        throw validationError(`${member} must not be empty`);
    } else if (invalid !== undefined) {
        throw validationError(`${member} contains invalid key: Syntax error; key: "${invalid}"`);
    }
    return new Set(keys);
}

function defined<T>(value: T | undefined, message: string): T {
    if (value === undefined) {
        throw validationError(message);
    }
    return value;
}
