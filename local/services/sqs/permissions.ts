import { invalidValue, missingParameter, sqsError } from "./sqs-error";

interface Policy {
    Version: string;
    Id?: string;
    Statement: { Sid?: string; [element: string]: unknown }[];
}

/**
 * A queue's policy with one more statement, as AddPermission makes it.
 *
 * @param policy the queue's policy, in JSON, if it has one
 * @throws AwsError `InvalidParameterValue` or `MissingParameter`
 */
export function addPermission(
    policy: string | undefined,
    queueArn: string,
    { Label, AWSAccountIds, Actions }: { Label?: string; AWSAccountIds?: string[]; Actions?: string[] },
): string {
    if (Label === undefined) {
        throw missingParameter("Label");
    }
    if (!/^[\w-]{1,80}$/.test(Label)) {
        throw invalidValue("Label", Label, "It must have 1 to 80 alphanumeric characters, hyphens or underscores.");
    }
    if (!AWSAccountIds?.length || !Actions?.length) {
        throw missingParameter(Actions?.length ? "AWSAccountIds" : "Actions");
    }
    const parsed = parse(policy) ?? { Version: "2008-10-17", Id: `${queueArn}/SQSDefaultPolicy`, Statement: [] };
    if (parsed.Statement.some(({ Sid }) => Sid === Label)) {
        throw invalidValue("Label", Label, "Already exists.");
    }
    parsed.Statement.push({
        Sid: Label,
        Effect: "Allow",
        Principal: { AWS: oneOrMany(AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: oneOrMany(Actions.map((action) => `SQS:${action}`)),
        Resource: queueArn,
    });
    return JSON.stringify(parsed);
}

/**
 * A queue's policy without the statement called `label`; empty when that was all.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function removePermission(policy: string | undefined, label: string | undefined): string {
    const parsed = parse(policy);
    const rest = parsed?.Statement.filter(({ Sid }) => Sid !== label) ?? [];
    if (parsed === undefined || rest.length === parsed.Statement.length) {
        throw sqsError(
            "InvalidParameterValue",
            `Value ${label} for parameter Label is invalid. Reason: can't find label.`,
        );
    }
    return rest.length === 0 ? "" : JSON.stringify({ ...parsed, Statement: rest });
}

function parse(policy: string | undefined): Policy | undefined {
    if (!policy) {
        return undefined;
    }
    const parsed = JSON.parse(policy) as Policy;
    return { ...parsed, Statement: [parsed.Statement].flat() };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
    return values.length === 1 ? (values[0] ?? "") : values;
}
