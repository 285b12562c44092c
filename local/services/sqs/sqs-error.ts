import { AwsError } from "../../aws-error";

/**
 * The names that errors have in SQS's older query protocol, where these differ from the new ones. SDK clients still
 * show them as the error's code.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html and the API model's
 * `awsQueryError` traits
 */
const queryCodes: Readonly<Record<string, string>> = {
    BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
    EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
    InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
    MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
    PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
    QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
    QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
    QueueNameExists: "QueueAlreadyExists",
    TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

/**
 * The names that the JSON protocol gives errors which the API model does not have, as LocalStack's suite found them on AWS
 * (`test_posting_to_fifo_requires_deduplicationid_group_id`). SDK clients show the query protocol's.
 */
const jsonCodes: Readonly<Record<string, string>> = {
    InvalidParameterValue: "InvalidParameterValueException",
    MissingParameter: "MissingRequiredParameterException",
};

/** @param queryStatus the HTTP status in the query protocol; in the JSON protocol it is 400 */
export function sqsError(code: string, message: string, queryStatus = 400): AwsError {
    const details = { queryErrorCode: queryCodes[code] ?? code, queryStatus };
    return new AwsError(jsonCodes[code] ?? code, message, 400, details);
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
    [least, most]: readonly [number, number],
    fallback: number,
): number {
    if (value === undefined) {
        return fallback;
    }
    if (!Number.isInteger(value) || value < least || value > most) {
        throw invalidValue(parameter, value, `Must be between ${least} and ${most}, if provided.`);
    }
    return value;
}
