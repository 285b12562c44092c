import { AwsError } from "../../../aws-error";

/** Why a delivery failed, in the terms of a dead-letter message. */
export interface DeliveryFailure {
    /** One of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-considerations. */
    code: string;
    message: string;
    /**
     * EventBridge retries HTTP status codes 5xx and 429 only, and no other 4xx
     * (https://repost.aws/knowledge-center/eventbridge-resolve-failedinvocation-errors).
     */
    retryable: boolean;
}

/** The code of an event that comes from another bus and should go to one more, as AWS gives it. */
export const thirdHopCode = "THIRD_ACCOUNT_HOP_DETECTED";

const throttles = new Set(["ThrottlingException", "TooManyRequestsException", "RequestThrottled"]);
const missing = new Set(["ResourceNotFoundException", "QueueDoesNotExist"]);
const denied = new Set(["AccessDeniedException", "AccessDenied"]);
const malformed = new Set(["InvalidRequestContentException", "InvalidMessageContents"]);

export function classifyFailure(error: unknown): DeliveryFailure {
    const message = error instanceof Error && error.message !== "" ? error.message : String(error);
    if (!(error instanceof AwsError)) {
        return { code: "INTERNAL_ERROR", message, retryable: true };
    }
    if (throttles.has(error.code) || error.status === 429) {
        return { code: "THROTTLING", message, retryable: true };
    }
    if (error.status >= 500) {
        return { code: "ERROR_FROM_TARGET", message, retryable: true };
    }
    return { code: findPermanentCode(error), message, retryable: false };
}

function findPermanentCode({ code, status }: AwsError): string {
    if (code === thirdHopCode) {
        return code;
    }
    if (missing.has(code) || status === 404) {
        return "NO_RESOURCE";
    }
    if (denied.has(code) || status === 403) {
        return "NO_PERMISSIONS";
    }
    if (malformed.has(code)) {
        return "INVALID_JSON";
    }
    return code === "ValidationException" || code === "InvalidParameterValueException"
        ? "INVALID_PARAMETER"
        : "ERROR_FROM_TARGET";
}
