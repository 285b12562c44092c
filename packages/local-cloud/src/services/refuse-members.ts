import type { AwsError } from "../aws-error";

/**
 * Refuses a request with members by which the local cloud does nothing: whoever sets one is told, and does not take it
 * for done. What says no more than a default (`false`, an empty list) is let through.
 *
 * @param error makes the service's own error of a message
 * @throws AwsError
 */
export function refuseMembers<Input extends object>(
    input: Input,
    absent: readonly (keyof Input & string)[],
    error: (message: string) => AwsError,
): void {
    const given = absent.filter((member) => isSet(input[member]));
    if (given.length > 0) {
        throw error(`The local cloud does not have ${given.join(", ")}.`);
    }
}

function isSet(value: unknown): boolean {
    return value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
}
