import { existingArn, notHere, oneOf, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { subscriptionArn } from "../topics";

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const definition: ResourceType = {
    type: "aws:sns/topicSubscription:TopicSubscription",
    required: ["endpoint", "protocol", "topic"],
    replaces: ["endpoint", "protocol", "topic"],
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    documents: ["deliveryPolicy", "filterPolicy", "redrivePolicy", "replayPolicy"],
    check: refuse({
        topic: existingArn,
        protocol: oneOf("email"),
        endpoint: (address) =>
            /^[^\s@]+@[^\s@]+$/.test(String(address)) ? undefined : `"${String(address)}" is not an e-mail address`,
        rawMessageDelivery: (raw) => (raw === true ? "is true: the local cloud has e-mails alone" : undefined),
        ...notHere(
            "deliveryPolicy",
            "filterPolicy",
            "filterPolicyScope",
            "redrivePolicy",
            "replayPolicy",
            "subscriptionRoleArn",
        ),
    }),
    outputs: ({ inputs }, { accountId }) => {
        const arn = subscriptionArn(inputs.topic as string, inputs.endpoint as string);
        return {
            id: arn,
            outputs: {
                ...inputs,
                arn,
                ownerId: accountId,
                confirmationWasAuthenticated: true,
                pendingConfirmation: false,
            },
        };
    },
    read: async ({ id }, cloud) => (cloud.sns.topics.hasSubscription(id) ? {} : undefined),
    async create({ inputs }, cloud) {
        await cloud.sns.topics.subscribe(inputs.topic as string, inputs.endpoint as string);
    },
    async delete({ id }, cloud) {
        await cloud.sns.topics.unsubscribe(id);
    },
};
