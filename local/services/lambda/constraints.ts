import { AwsError } from "../../aws-error";

/** ARNs as Lambda's API takes them: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const arnPattern =
    /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)$/;

/**
 * Checks that `value`, the member called `name`, is a text that `pattern` matches.
 *
 * @throws AwsError `ValidationException`
 */
export function checkPattern(name: string, value: unknown, pattern: RegExp): asserts value is string {
    if (value === undefined || value === null) {
        throw violation("Value null", name, "Member must not be null");
    }
    if (typeof value !== "string" || !pattern.test(value)) {
        const shown = typeof value === "string" ? value : JSON.stringify(value);
        const source = pattern.source.replace(/^\^|\$$/g, "");
        throw violation(`Value '${shown}'`, name, `Member must satisfy regular expression pattern: ${source}`);
    }
}

/**
 * Checks that `value`, the member called `name`, is a whole number within bounds, where it is given.
 *
 * @throws AwsError `ValidationException`
 */
export function checkRange(name: string, value: number | undefined, least: number, most: number): void {
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
        throw violation(`Value '${value}'`, name, `Member must have value between ${least} and ${most}`);
    }
}

function violation(value: string, name: string, reason: string): AwsError {
    return new AwsError(
        "ValidationException",
        `1 validation error detected: ${value} at '${name}' failed to satisfy constraint: ${reason}`,
    );
}
