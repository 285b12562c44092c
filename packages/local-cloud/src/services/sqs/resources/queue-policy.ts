import { policyText } from "../../../resources/policies";
import { refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { getAttributes, policyRules } from "./queue-attributes";

/** Who may use a queue, as a resource of its own. */
export const definition: ResourceType = {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    required: ["queueUrl", "policy"],
    replaces: ["queueUrl"],
    documents: ["policy"],
    check: refuse(policyRules),
    outputs: ({ inputs }) => ({ id: inputs.queueUrl as string, outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const policy = (await getAttributes(cloud, inputs.queueUrl as string))?.Policy;
        return policy ? { policy } : undefined;
    },
    async create({ inputs }, cloud) {
        await cloud.sqs.putQueuePolicy(inputs.queueUrl as string, policyText(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.sqs.putQueuePolicy(inputs.queueUrl as string, "");
    },
};
