import { topic } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:sns/topicSubscription:TopicSubscription",
    defaults: {
        adds: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    },
    life: {
        needs: () => [topic],
        inputs: (made) => ({ topic: made.topic?.outputs.arn, protocol: "email", endpoint: "jo@example.com" }),
        replace: { endpoint: "al@example.com" },
        look: async ({ cloud }, { inputs }) => {
            const topic = cloud.sns.topics.at(inputs.topic as string);
            return cloud.sns.topics.subscriptionsOf(topic).find(({ endpoint }) => endpoint === inputs.endpoint);
        },
        shows: { created: { endpoint: "jo@example.com" } },
    },
};
