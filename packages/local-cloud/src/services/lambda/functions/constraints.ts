import { AwsError } from "../../../aws-error";

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
