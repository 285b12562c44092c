import type { CloudServices } from "../../../cloud-services";
import { lookUp } from "../../../resources/look-up";
import { resourcePolicy } from "../../../resources/policies";
import { existingArn, type Rule, wholeNumber } from "../../../resources/refuse";
import type { Properties } from "../../../resources/resource-type";

/** SQS's queue attribute for each of Pulumi's properties. */
export const attributes: Readonly<Record<string, string>> = {
    visibilityTimeoutSeconds: "VisibilityTimeout",
    messageRetentionSeconds: "MessageRetentionPeriod",
    maxMessageSize: "MaximumMessageSize",
    delaySeconds: "DelaySeconds",
    receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
    redrivePolicy: "RedrivePolicy",
    policy: "Policy",
    kmsMasterKeyId: "KmsMasterKeyId",
    kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
    sqsManagedSseEnabled: "SqsManagedSseEnabled",
};

const redrivePolicy: Rule = async (value, inputs, context) => {
    let policy: Properties;
    try {
        policy = (typeof value === "string" ? JSON.parse(value) : value) as Properties;
    } catch (error) {
        return `is not JSON: ${(error as Error).message}`;
    }
    const { deadLetterTargetArn: arn, maxReceiveCount } = policy;
    if (arn === undefined) {
        return "has no deadLetterTargetArn";
    }
    const count = await wholeNumber(1, 1000)(Number(maxReceiveCount), inputs, context);
    return count === undefined ? existingArn(arn, inputs, context) : `has a maxReceiveCount that ${count}`;
};

/** The rules of a queue's policies, on the queue or as resources of their own. */
export const policyRules: Readonly<Record<string, Rule>> = { policy: resourcePolicy, redrivePolicy };

/** The attributes of the queue with this URL as they are now; undefined when there is none. */
export async function getAttributes(cloud: CloudServices, url: string): Promise<Record<string, string> | undefined> {
    const answer = await lookUp(() =>
        cloud.call<{ Attributes?: Record<string, string> }>(cloud.sqs, "GetQueueAttributes", {
            QueueUrl: url,
            AttributeNames: ["All"],
        }),
    );
    return answer && (answer.Attributes ?? {});
}
