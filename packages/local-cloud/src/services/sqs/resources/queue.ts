import { kmsKey } from "../../../resources/kms-key";
import { refuse, type Rule, validName, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { attributes, getAttributes, policyRules } from "./queue-attributes";

const noFifo: Rule = (value) =>
    value === false ? undefined : `is ${String(value)}: the local cloud has no FIFO queues`;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const definition: ResourceType = {
    type: "aws:sqs/queue:Queue",
    replaces: ["name", "namePrefix", "fifoQueue"],
    defaults: {
        contentBasedDeduplication: false,
        delaySeconds: 0,
        fifoQueue: false,
        // AWS's own is 1 MiB.
        maxMessageSize: 262_144,
        messageRetentionSeconds: 345_600,
        receiveWaitTimeSeconds: 0,
        visibilityTimeoutSeconds: 30,
    },
    documents: ["policy", "redrivePolicy"],
    autoName: { property: "name", maxLength: 80 },
    unique: true,
    check: refuse({
        name: validName(1, 80, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        fifoQueue: noFifo,
        contentBasedDeduplication: noFifo,
        deduplicationScope: noFifo,
        fifoThroughputLimit: noFifo,
        visibilityTimeoutSeconds: wholeNumber(0, 43_200),
        messageRetentionSeconds: wholeNumber(60, 1_209_600),
        delaySeconds: wholeNumber(0, 900),
        receiveWaitTimeSeconds: wholeNumber(0, 20),
        maxMessageSize: wholeNumber(1024, 1_048_576),
        kmsMasterKeyId: [
            kmsKey,
            (_key, { sqsManagedSseEnabled }) =>
                sqsManagedSseEnabled === undefined ? undefined : "conflicts with sqsManagedSseEnabled",
        ],
        kmsDataKeyReusePeriodSeconds: wholeNumber(60, 86_400),
        ...policyRules,
    }),
    outputs: ({ inputs }, { region, accountId, awsUrl }) => {
        const url = `${awsUrl}/${accountId}/${inputs.name}`;
        return {
            id: url,
            outputs: taggedOutputs(inputs, `arn:aws:sqs:${region}:${accountId}:${inputs.name}`, { url }),
        };
    },
    // Nothing but the program changes a queue that stands, save its messages; its policy may be a resource of its own.
    read: async ({ id }, cloud) => (await getAttributes(cloud, id)) && {},
    async create({ inputs }, cloud) {
        // Left out, the key before would stay.
        await cloud.sqs.putQueue(inputs.name as string, { KmsMasterKeyId: "", ...givenAttributes(inputs) });
    },
    async delete({ outputs }, cloud) {
        await cloud.call(cloud.sqs, "DeleteQueue", { QueueUrl: outputs.url });
    },
};

function givenAttributes(inputs: Properties): Record<string, string> {
    return Object.fromEntries(
        Object.entries(attributes)
            .filter(([property]) => inputs[property] !== undefined && inputs[property] !== false)
            .map(([property, attribute]) => [attribute, String(inputs[property])]),
    );
}
