import type { GetTopicAttributesResponse } from "@aws-sdk/client-sns";

import { lookUp } from "../../../resources/look-up";
import { policyText, resourcePolicy } from "../../../resources/policies";
import { existingArn, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";

/** Who may use a topic, as a resource of its own. */
export const definition: ResourceType = {
    type: "aws:sns/topicPolicy:TopicPolicy",
    required: ["arn", "policy"],
    replaces: ["arn"],
    documents: ["policy"],
    check: refuse({ arn: existingArn, policy: resourcePolicy }),
    outputs: ({ inputs }, { accountId }) => ({
        id: inputs.arn as string,
        outputs: { ...inputs, owner: accountId },
    }),
    async read({ id }, cloud) {
        const answer = await lookUp(() =>
            cloud.call<GetTopicAttributesResponse>(cloud.sns, "GetTopicAttributes", { TopicArn: id }),
        );
        const policy = answer?.Attributes?.Policy;
        return policy === undefined ? undefined : { policy };
    },
    async create({ id, inputs }, cloud) {
        await cloud.call(cloud.sns, "SetTopicAttributes", {
            TopicArn: id,
            AttributeName: "Policy",
            AttributeValue: policyText(inputs.policy),
        });
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.sns, "SetTopicAttributes", {
            TopicArn: id,
            AttributeName: "Policy",
            AttributeValue: "",
        });
    },
};
