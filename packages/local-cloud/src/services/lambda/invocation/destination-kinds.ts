import { AwsError } from "../../../aws-error";

/** What a role must be allowed to send to a destination or a dead-letter queue, by the service that it belongs to. */
export const sendActions: Readonly<Record<string, string>> = {
    sqs: "sqs:SendMessage",
    lambda: "lambda:InvokeFunction",
    events: "events:PutEvents",
};

/** @throws AwsError `InvalidParameterValueException` that names a destination of a kind that nothing here sends to */
export function checkDestination(arn: string | undefined): void {
    if (arn !== undefined && sendActions[arn.split(":")[2] ?? ""] === undefined) {
        throw new AwsError(
            "InvalidParameterValueException",
            `The local cloud sends the records of invocations to queues, functions and event buses, and not to ${arn}.`,
        );
    }
}
