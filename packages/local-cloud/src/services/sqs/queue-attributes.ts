import { parsePolicy } from "../iam/policy";
import { invalidValue, sqsError } from "./sqs-error";

/** A queue's attributes as SQS has them: all are text. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
    deadLetterTargetArn: string;
    maxReceiveCount: number;
}

/** Source:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (1 MiB since August 2025) */
export const maxMessageBytes = 1_048_576;

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
    DelaySeconds: [0, 900],
    KmsDataKeyReusePeriodSeconds: [60, 86_400],
    MaximumMessageSize: [1024, maxMessageBytes],
    MessageRetentionPeriod: [60, 1_209_600],
    ReceiveMessageWaitTimeSeconds: [0, 20],
    VisibilityTimeout: [0, 43_200],
};
const choices: Readonly<Record<string, readonly string[]>> = {
    SqsManagedSseEnabled: ["true", "false"],
};
const texts = ["KmsMasterKeyId", "Policy", "RedrivePolicy"];

export const defaultAttributes: QueueAttributes = {
    DelaySeconds: "0",
    MaximumMessageSize: String(maxMessageBytes),
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "true",
    VisibilityTimeout: "30",
};

/** All attributes that can be asked for, besides those that a queue can be given. */
const computed = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
];

export function isAttribute(name: string): boolean {
    return (
        Object.hasOwn(ranges, name) || Object.hasOwn(choices, name) || texts.includes(name) || computed.includes(name)
    );
}

/** A queue's attributes with `changes`: an empty one is taken away. Of SQS's own key and one of KMS's, it has one. */
export function withChanges(attributes: QueueAttributes, changes: QueueAttributes): QueueAttributes {
    const others = {
        ...(changes.KmsMasterKeyId && { SqsManagedSseEnabled: "false", KmsDataKeyReusePeriodSeconds: "300" }),
        ...((changes.KmsMasterKeyId === "" || changes.SqsManagedSseEnabled === "true") && {
            KmsMasterKeyId: "",
            KmsDataKeyReusePeriodSeconds: "",
        }),
    };
    const all = { ...attributes, ...others, ...changes };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/**
 * Checks attributes that a queue is given. Their values may be numbers and booleans too; an empty policy takes the
 * policy away.
 *
 * @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue` or `InvalidParameterValue`
 */
export function checkAttributes(given: Readonly<Record<string, unknown>>): QueueAttributes {
    const attributes = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [
            name,
            name === "SqsManagedSseEnabled" ? String(value).toLowerCase() : String(value),
        ]),
    );
    for (const [name, value] of Object.entries(attributes)) {
        const range = ranges[name];
        const choice = choices[name];
        if (computed.includes(name) || !isAttribute(name)) {
            throw sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
        }
        const isInRange = range === undefined || (/^\d+$/.test(value) && +value >= range[0] && +value <= range[1]);
        if (!isInRange || (choice !== undefined && !choice.includes(value))) {
            throw sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
        }
    }
    if (attributes.KmsMasterKeyId && attributes.SqsManagedSseEnabled === "true") {
        throw sqsError(
            "InvalidAttributeValue",
            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
        );
    }
    if (attributes.Policy) {
        checkPolicy(attributes.Policy);
    }
    if (attributes.RedrivePolicy) {
        parseRedrivePolicy(attributes.RedrivePolicy);
    }
    return attributes;
}

function checkPolicy(text: string): void {
    try {
        parsePolicy(text, "resource");
    } catch (error) {
        throw sqsError(
            "InvalidAttributeValue",
            `Invalid value for the parameter Policy. Reason: ${(error as Error).message}`,
        );
    }
}

export function parseRedrivePolicy(text: string): RedrivePolicy {
    const { deadLetterTargetArn, maxReceiveCount } = parseObject(text);
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== "string" || !/^arn:[\w-]+:sqs:[^:]+:\d+:[^:]+$/.test(deadLetterTargetArn)) {
        throw invalidValue("RedrivePolicy", text, "Invalid value for deadLetterTargetArn.");
    }
    if (!Number.isInteger(count) || count < 1 || count > 1000) {
        throw invalidValue("RedrivePolicy", text, "Invalid value for maxReceiveCount: it must be from 1 to 1000.");
    }
    return { deadLetterTargetArn, maxReceiveCount: count };
}

function parseObject(text: string): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(text);
        if (typeof value === "object" && value !== null) {
            return value as Record<string, unknown>;
        }
    } catch {
        // Not JSON: the same error as for JSON that is no object.
    }
    throw invalidValue("RedrivePolicy", text, "Amazon SQS can't create the RedrivePolicy: it must be a JSON object.");
}
