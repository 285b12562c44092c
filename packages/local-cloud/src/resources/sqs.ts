import type { Properties, ResourceType } from "./resource-type";
import { queueAttributeRules, queueRules } from "./rules/sqs";

/** Pulumi's property for each of SQS's queue attributes. */
const attributes: Readonly<Record<string, string>> = {
    visibilityTimeoutSeconds: "VisibilityTimeout",
    messageRetentionSeconds: "MessageRetentionPeriod",
    maxMessageSize: "MaximumMessageSize",
    delaySeconds: "DelaySeconds",
    receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
    redrivePolicy: "RedrivePolicy",
    redriveAllowPolicy: "RedriveAllowPolicy",
    policy: "Policy",
    fifoQueue: "FifoQueue",
    contentBasedDeduplication: "ContentBasedDeduplication",
    deduplicationScope: "DeduplicationScope",
    fifoThroughputLimit: "FifoThroughputLimit",
    sqsManagedSseEnabled: "SqsManagedSseEnabled",
};

const queue: ResourceType = {
    ...queueRules,
    autoName: { property: "name", maximum: 80, suffix: (inputs) => (inputs.fifoQueue === true ? ".fifo" : "") },
    outputs: ({ inputs }, { region, accountId, awsUrl }) => {
        const url = `${awsUrl}/${accountId}/${inputs.name}`;
        return {
            id: url,
            outputs: {
                ...inputs,
                url,
                arn: `arn:aws:sqs:${region}:${accountId}:${inputs.name}`,
                tagsAll: inputs.tags ?? {},
            },
        };
    },
    async create(resource, cloud) {
        const { inputs, outputs } = resource;
        const { QueueUrls } = await cloud.call<{ QueueUrls?: string[] }>(cloud.sqs, "ListQueues", {
            QueueNamePrefix: inputs.name,
        });
        if (QueueUrls?.some((url) => url.endsWith(`/${inputs.name}`))) {
            // What is fixed at creation cannot be set again, even to the same value.
            const { FifoQueue: _fixed, ...changeable } = queueAttributes(inputs);
            await cloud.call(cloud.sqs, "SetQueueAttributes", { QueueUrl: outputs.url, Attributes: changeable });
        } else {
            await cloud.sqs.forgetDeletion(inputs.name as string);
            await cloud.call(cloud.sqs, "CreateQueue", { QueueName: inputs.name, Attributes: queueAttributes(inputs) });
        }
    },
    async delete({ outputs }, cloud) {
        await cloud.call(cloud.sqs, "DeleteQueue", { QueueUrl: outputs.url });
    },
};

function queueAttributes(inputs: Properties): Record<string, string> {
    return Object.fromEntries(
        Object.entries(attributes)
            .filter(([property]) => inputs[property] !== undefined && inputs[property] !== false)
            .map(([property, attribute]) => [attribute, String(inputs[property])]),
    );
}

/** A queue's policy or redrive policy as a resource of its own. */
function queueAttribute(property: string): ResourceType {
    const attribute = attributes[property] as string;
    return {
        ...queueAttributeRules(property, attribute),
        outputs: ({ inputs }) => ({ id: inputs.queueUrl as string, outputs: { ...inputs } }),
        async create({ inputs }, cloud) {
            await cloud.call(cloud.sqs, "SetQueueAttributes", {
                QueueUrl: inputs.queueUrl,
                Attributes: { [attribute]: text(inputs[property]) },
            });
        },
        async delete({ inputs }, cloud) {
            await cloud.call(cloud.sqs, "SetQueueAttributes", {
                QueueUrl: inputs.queueUrl,
                Attributes: { [attribute]: "" },
            });
        },
    };
}

/** Policies may be given as text or as an object. */
function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

export const sqsTypes: Readonly<Record<string, ResourceType>> = {
    "aws:sqs/queue:Queue": queue,
    "aws:sqs/queuePolicy:QueuePolicy": queueAttribute("policy"),
    "aws:sqs/redrivePolicy:RedrivePolicy": queueAttribute("redrivePolicy"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": queueAttribute("redriveAllowPolicy"),
};
