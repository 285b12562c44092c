import { AwsError } from "../../aws-error";

/**
 * The names that the JSON protocol gives errors which the API model does not have, as LocalStack's suite found them on AWS
 * (`test_posting_to_fifo_requires_deduplicationid_group_id`). SDK clients show the query protocol's.
 */
const jsonCodes: Readonly<Record<string, string>> = {
    InvalidParameterValue: "InvalidParameterValueException",
    MissingParameter: "MissingRequiredParameterException",
};

export function sqsError(code: string, message: string): AwsError {
    const jsonCode = jsonCodes[code];
    return jsonCode === undefined
        ? new AwsError(code, message)
        : new AwsError(jsonCode, message, 400, { queryErrorCode: code });
}

export function queueDoesNotExist(): AwsError {
    return sqsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** @param reason ends with a full stop */
export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
    return sqsError(
        "InvalidParameterValue",
        `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
    );
}

export function missingParameter(parameter: string): AwsError {
    return sqsError("MissingParameter", `The request must contain the parameter ${parameter}.`);
}

/** `value` as a whole number in a range, or `fallback` when it is missing. */
export function numberIn(
    parameter: string,
    value: number | undefined,
    [min, max]: readonly [number, number],
    fallback: number,
): number {
    if (value === undefined) {
        return fallback;
    }
    if (!Number.isInteger(value) || value < min || value > max) {
        throw invalidValue(parameter, value, `Must be between ${min} and ${max}, if provided.`);
    }
    return value;
}
