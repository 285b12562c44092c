import type { GetSubscriptionAttributesInput, GetTopicAttributesInput, PublishInput } from "@aws-sdk/client-sns";

import { refuseMembers } from "../refuse-members";
import type { Operation } from "../service";
import { invalidParameter } from "./errors";
import type { Topics } from "./topics";

export interface TopicOperationDeps {
    topics: Topics;
    /** @returns the message's id */
    publish: (topicArn: string, message: string, subject: string | undefined) => string;
}

const maxMessageBytes = 262_144;

/** Of messages for what is no e-mail address. */
const absentMembers = [
    "TargetArn",
    "PhoneNumber",
    "MessageStructure",
    "MessageAttributes",
    "MessageDeduplicationId",
    "MessageGroupId",
] as const;

/**
 * Publish, and what shows topics and subscriptions. A program makes these.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
 */
export function topicOperations({ topics, publish }: TopicOperationDeps): Record<string, Operation> {
    return {
        async GetTopicAttributes({ TopicArn: arn = "" }: Partial<GetTopicAttributesInput>, call) {
            call.authorize("sns:GetTopicAttributes", arn);
            const topic = topics.at(arn);
            const confirmed = String(topics.subscriptionsOf(topic).length);
            return {
                Attributes: {
                    TopicArn: arn,
                    DisplayName: topic.displayName ?? "",
                    SubscriptionsConfirmed: confirmed,
                },
            };
        },

        async GetSubscriptionAttributes({ SubscriptionArn: arn = "" }: Partial<GetSubscriptionAttributesInput>, call) {
            call.authorize("sns:GetSubscriptionAttributes", arn);
            const { topicName, endpoint } = topics.subscription(arn);
            return {
                Attributes: {
                    SubscriptionArn: arn,
                    TopicArn: topics.arn(topicName),
                    Protocol: "email",
                    Endpoint: endpoint,
                    PendingConfirmation: "false",
                },
            };
        },

        async Publish(input: Partial<PublishInput>, call) {
            call.authorize("sns:Publish", input.TopicArn ?? "");
            const topic = topics.at(input.TopicArn);
            refuseMembers(input, absentMembers, invalidParameter);
            const { Message: message = "", Subject: subject } = input;
            if (message === "" || Buffer.byteLength(message) > maxMessageBytes) {
                throw invalidParameter(`Message must have 1 to ${maxMessageBytes} bytes`);
            }
            if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) {
                throw invalidParameter("Subject must have 1 to 100 ASCII characters, without line breaks");
            }
            return { MessageId: publish(topics.arn(topic.name), message, subject) };
        },
    };
}
