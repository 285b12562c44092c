import { parsePolicy } from "../../services/iam/parse-policy";
import type { CloudServices } from "../../cloud-services";
import type { Properties, ResourceRules } from "../resource-type";
import { found } from "./found";
import { accepted, existingArn, nameOf, refuse, type Rule, wholeNumber } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws `internal/service/sqs`.

const queuePolicy = accepted((text) => parsePolicy(text, "resource"));

const redrive: Rule = async (value, inputs, context) => {
    let policy: Properties;
    try {
        policy = (typeof value === "string" ? JSON.parse(value) : value) as Properties;
    } catch (error) {
        return `is not JSON: ${(error as Error).message}`;
    }
    const arn = policy.deadLetterTargetArn as string | undefined;
    return arn === undefined ? "has no deadLetterTargetArn" : existingArn(arn, inputs, context);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const queueRules: ResourceRules = {
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
    documents: ["policy", "redrivePolicy", "redriveAllowPolicy"],
    unique: true,
    check: refuse({
        name: [
            nameOf(1, 80, /^[\w-]+(\.fifo)?$/, "letters, digits, hyphens and underscores, and .fifo at the end"),
            (name, { fifoQueue }) =>
                String(name).endsWith(".fifo") === (fifoQueue === true)
                    ? undefined
                    : "must end in .fifo when fifoQueue is true, and only then",
        ],
        visibilityTimeoutSeconds: wholeNumber(0, 43_200),
        messageRetentionSeconds: wholeNumber(60, 1_209_600),
        delaySeconds: wholeNumber(0, 900),
        receiveWaitTimeSeconds: wholeNumber(0, 20),
        maxMessageSize: wholeNumber(1024, 1_048_576),
        policy: queuePolicy,
        redrivePolicy: redrive,
    }),
    async read({ id, inputs }, cloud) {
        const live = await attributesOf(cloud, id);
        const numbers: Record<string, string> = {
            visibilityTimeoutSeconds: "VisibilityTimeout",
            messageRetentionSeconds: "MessageRetentionPeriod",
            delaySeconds: "DelaySeconds",
            receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
            maxMessageSize: "MaximumMessageSize",
        };
        return (
            live &&
            Object.fromEntries(
                Object.entries(numbers)
                    .filter(([property]) => inputs[property] !== undefined)
                    .map(([property, attribute]) => [property, Number(live[attribute])]),
            )
        );
    },
};

/** A queue's policy, redrive policy or redrive allow policy as a resource of its own. */
export function queueAttributeRules(property: string, attribute: string): ResourceRules {
    return {
        required: ["queueUrl", property],
        replaces: ["queueUrl"],
        documents: [property],
        check: refuse({ policy: queuePolicy, redrivePolicy: redrive }),
        async read({ inputs }, cloud) {
            const value = (await attributesOf(cloud, inputs.queueUrl as string))?.[attribute];
            return value ? { [property]: value } : undefined;
        },
    };
}

async function attributesOf(cloud: CloudServices, url: string): Promise<Record<string, string> | undefined> {
    const answer = await found(() =>
        cloud.call<{ Attributes?: Record<string, string> }>(cloud.sqs, "GetQueueAttributes", {
            QueueUrl: url,
            AttributeNames: ["All"],
        }),
    );
    return answer && (answer.Attributes ?? {});
}
