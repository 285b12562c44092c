import { AwsError } from "../../aws-error";
import { validationError } from "./validation-error";

/** The actions of a transaction's request. @throws AwsError `ValidationException` unless they are 1 to 100 */
export function transactItems(items: unknown): Record<string, unknown>[] {
    if (!Array.isArray(items) || items.length < 1 || items.length > 100) {
        const rule = Array.isArray(items)
            ? `Member must have length ${items.length < 1 ? "greater than or equal to 1" : "less than or equal to 100"}`
            : "Member must not be null";
        throw validationError(
            `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: ${rule}`,
        );
    }
    return items as Record<string, unknown>[];
}

/** What `attempt` gives, or why it cannot be. */
export function orReason<T>(attempt: () => T): T | AwsError {
    try {
        return attempt();
    } catch (error) {
        if (error instanceof AwsError) {
            return error;
        }
        throw error;
    }
}

/**
 * The outcomes, if none is an error.
 * @throws AwsError `TransactionCanceledException` with a reason for each action otherwise
 */
export function cancelUnlessAll<T>(outcomes: readonly (T | AwsError)[]): T[] {
    if (outcomes.some((outcome) => outcome instanceof AwsError)) {
        const reasons = outcomes.map((outcome) => (outcome instanceof AwsError ? toReason(outcome) : { Code: "None" }));
        throw new AwsError(
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons " +
                `[${reasons.map(({ Code }) => Code).join(", ")}]`,
            400,
            { CancellationReasons: reasons },
        );
    }
    return outcomes as T[];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, under Errors. */
function toReason({ code, message, details }: AwsError): { Code: string; Message: string } {
    const Code = code === "ConditionalCheckFailedException" ? "ConditionalCheckFailed" : "ValidationError";
    return { Code, Message: message, ...details };
}
