import type {
    CreateTopicInput,
    DeleteTopicInput,
    GetSubscriptionAttributesInput,
    GetTopicAttributesInput,
    PublishInput,
    SubscribeInput,
    UnsubscribeInput,
} from "@aws-sdk/client-sns";

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

/**
 * Operations on topics and subscriptions.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
 */
export function topicOperations({ topics, publish }: TopicOperationDeps): Record<string, Operation> {
    return {
        async CreateTopic(input: Partial<CreateTopicInput>, call) {
            const { Name: name = "", Attributes: attributes = {} } = input;
            call.authorize("sns:CreateTopic", topics.arn(name));
            refuseMembers(input, ["DataProtectionPolicy"], invalidParameter);
            if (!/^[\w-]{1,256}$/.test(name)) {
                throw invalidParameter("Topic Name must have 1 to 256 letters, digits, hyphens and underscores");
            }
            checkAttributes(attributes, ["DisplayName"]);
            const { DisplayName: displayName } = attributes;
            await topics.put({ ...topics.named(name), name, ...(displayName !== undefined && { displayName }) });
            return { TopicArn: topics.arn(name) };
        },

        async DeleteTopic({ TopicArn: arn = "" }: Partial<DeleteTopicInput>, call) {
            call.authorize("sns:DeleteTopic", arn);
            const topic = topics.named(arn.split(":")[5] ?? "");
            if (topic !== undefined) {
                await topics.delete(topic);
            }
            return {};
        },

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

        async Subscribe(input: Partial<SubscribeInput>, call) {
            call.authorize("sns:Subscribe", input.TopicArn ?? "");
            const topic = topics.at(input.TopicArn);
            const { Protocol: protocol, Endpoint: endpoint = "", Attributes: attributes = {} } = input;
            if (protocol !== "email") {
                throw invalidParameter(`Protocol ${protocol}: the local cloud has email`);
            }
            if (!/^[^\s@]+@[^\s@]+$/.test(endpoint)) {
                throw invalidParameter(`Endpoint "${endpoint}" is not an e-mail address`);
            }
            checkAttributes(attributes, []);
            return { SubscriptionArn: await topics.subscribe(topic, endpoint) };
        },

        async Unsubscribe({ SubscriptionArn: arn = "" }: Partial<UnsubscribeInput>, call) {
            call.authorize("sns:Unsubscribe", arn);
            await topics.unsubscribe(arn);
            return {};
        },

        async GetSubscriptionAttributes({ SubscriptionArn: arn }: Partial<GetSubscriptionAttributesInput>, call) {
            call.authorize("sns:GetSubscriptionAttributes", arn ?? "");
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
            const absent = [
                "TargetArn",
                "PhoneNumber",
                "MessageStructure",
                "MessageAttributes",
                "MessageDeduplicationId",
                "MessageGroupId",
            ] as const;
            refuseMembers(input, absent, invalidParameter);
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

/** @throws AwsError that names an attribute by which the local cloud does nothing */
function checkAttributes(given: object, known: readonly string[]): void {
    const other = Object.keys(given).find((name) => !known.includes(name));
    if (other !== undefined) {
        throw invalidParameter(`${other}: the local cloud does not have this attribute`);
    }
}
