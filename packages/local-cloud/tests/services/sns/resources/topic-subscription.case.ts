import { GetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";

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
        look: async ({ sns }, { id }) => {
            const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id }));
            return Attributes;
        },
        shows: {
            created: { Protocol: "email", Endpoint: "jo@example.com" },
        },
    },
};
