/** A queue's attributes as SQS has them: all are text. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
    deadLetterTargetArn: string;
    maxReceiveCount: number;
}

/** Source:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (1 MiB since August 2025) */
export const maxMessageBytes = 1_048_576;

export const defaultAttributes: QueueAttributes = {
    DelaySeconds: "0",
    MaximumMessageSize: String(maxMessageBytes),
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "true",
    VisibilityTimeout: "30",
};

/** All attributes that can be asked for. */
export const attributeNames: ReadonlySet<string> = new Set([
    ...Object.keys(defaultAttributes),
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "LastModifiedTimestamp",
    "Policy",
    "QueueArn",
    "RedrivePolicy",
]);

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

export function parseRedrivePolicy(text: string): RedrivePolicy {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<keyof RedrivePolicy, string>;
    return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}
