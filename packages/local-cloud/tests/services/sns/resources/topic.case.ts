import { GetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";

import type { TypeCase } from "../../../provider/type-cases";

export async function topicAttributes(sns: SNSClient, arn: string) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    return Attributes;
}

export const typeCase: TypeCase = {
    type: "aws:sns/topic:Topic",
    defaults: { adds: { contentBasedDeduplication: false, fifoTopic: false } },
    life: {
        inputs: () => ({ name: "topic-1", displayName: "Orders" }),
        update: { displayName: "Sales" },
        replace: { name: "topic-2" },
        look: ({ sns }, { id }) => topicAttributes(sns, id),
        shows: { created: { DisplayName: "Orders" }, updated: { DisplayName: "Sales" } },
    },
};
