import { policyText } from "../../../resources/policies";
import { refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { attributes, getAttributes, policyRules } from "./queue-attributes";

/** A queue's policy, redrive policy or redrive allow policy as a resource of its own. */
export function queueAttribute(type: string, property: string): ResourceType {
    const attribute = attributes[property] as string;
    return {
        type,
        required: ["queueUrl", property],
        replaces: ["queueUrl"],
        documents: [property],
        check: refuse(policyRules),
        outputs: ({ inputs }) => ({ id: inputs.queueUrl as string, outputs: { ...inputs } }),
        async read({ inputs }, cloud) {
            const value = (await getAttributes(cloud, inputs.queueUrl as string))?.[attribute];
            return value ? { [property]: value } : undefined;
        },
        async create({ inputs }, cloud) {
            await cloud.call(cloud.sqs, "SetQueueAttributes", {
                QueueUrl: inputs.queueUrl,
                Attributes: { [attribute]: policyText(inputs[property]) },
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
