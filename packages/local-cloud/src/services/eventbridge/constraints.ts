import { AwsError } from "../../aws-error";

/** What AWS's API model says of a member; violations are worded as AWS words them. */
export interface Constraints {
    required?: boolean;
    minLength?: number;
    maxLength?: number;
    pattern?: RegExp;
    values?: readonly string[];
    minimum?: number;
    maximum?: number;
}

export function validationError(message: string): AwsError {
    return new AwsError("ValidationException", message);
}

/** @throws AwsError ValidationException when `value`, the member called `at`, violates `constraints` */
export function check(value: unknown, at: string, constraints: Constraints): void {
    const reason = findViolation(value, constraints);
    if (reason !== undefined) {
        const shown = value === undefined || value === null ? "Value null" : `Value '${display(value)}'`;
        throw validationError(
            `1 validation error detected: ${shown} at '${at}' failed to satisfy constraint: ${reason}`,
        );
    }
}

function display(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

function findViolation(value: unknown, constraints: Constraints): string | undefined {
    const { required, minLength = required ? 1 : 0, maxLength, pattern, values, minimum, maximum } = constraints;
    if (value === undefined || value === null) {
        return required ? "Member must not be null" : undefined;
    }
    if (minimum !== undefined || maximum !== undefined) {
        return findRangeViolation(value, minimum, maximum);
    }
    if (typeof value !== "string") {
        return "Member must be a string";
    }
    if (value.length < minLength) {
        return `Member must have length greater than or equal to ${minLength}`;
    }
    if (maxLength !== undefined && value.length > maxLength) {
        return `Member must have length less than or equal to ${maxLength}`;
    }
    if (pattern !== undefined && !pattern.test(value)) {
        return `Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, "")}`;
    }
    if (values !== undefined && !values.includes(value)) {
        return `Member must satisfy enum value set: [${values.join(", ")}]`;
    }
    return undefined;
}

function findRangeViolation(value: unknown, minimum = -Infinity, maximum = Infinity): string | undefined {
    if (typeof value !== "number" || !Number.isInteger(value)) {
        return "Member must be an integer";
    }
    if (value < minimum) {
        return `Member must have value greater than or equal to ${minimum}`;
    }
    return value > maximum ? `Member must have value less than or equal to ${maximum}` : undefined;
}

/** Names of rules, targets, archives and replays; written as AWS writes it in its errors. */
export const namePattern = new RegExp(String.raw`^[\.\-_A-Za-z0-9]+$`);
/** Names of partners' event sources (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html). */
export const eventSourcePattern = /^aws\.partner(\/[.\-_A-Za-z0-9]+){2,}$/;
/** What names a bus in PutEvents (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). */
export const busNameOrArnPattern =
    /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/;

/** A bus of whatever account. */
export const busArnPattern = /^arn:aws[\w-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus\/.+$/;
