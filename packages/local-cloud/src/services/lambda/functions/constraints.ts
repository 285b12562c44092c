import { AwsError } from "../../../aws-error";

/**
 * Checks that `value`, the member called `name`, is a whole number within bounds, where it is given.
 *
 * @throws AwsError `ValidationException`
 */
export function checkRange(name: string, value: number | undefined, min: number, max: number): void {
    if (value !== undefined && !(Number.isInteger(value) && value >= min && value <= max)) {
        throw createViolation(`Value '${value}'`, name, `Member must have value between ${min} and ${max}`);
    }
}

function createViolation(value: string, name: string, reason: string): AwsError {
    return new AwsError(
        "ValidationException",
        `1 validation error detected: ${value} at '${name}' failed to satisfy constraint: ${reason}`,
    );
}
