import type {
    CreateTopicInput,
    DeleteTopicInput,
    GetSubscriptionAttributesInput,
    GetTopicAttributesInput,
    ListSubscriptionsByTopicInput,
    PublishInput,
    SetSubscriptionAttributesInput,
    SetTopicAttributesInput,
    SubscribeInput,
    UnsubscribeInput,
} from "@aws-sdk/client-sns";

import { parsePolicy } from "../iam/policy";
import { pageAt } from "../page-at";
import { refuseMembers } from "../refuse-members";
import type { Operation } from "../service";
import { invalidParameter } from "./errors";
import { type Protocol, protocols, type SubscriptionRecord, type TopicRecord } from "./records";
import { authorizeCall } from "./topic-access";
import type { Topics } from "./topics";

export interface TopicOperationDeps {
    topics: Topics;
    /** @returns the message's id */
    publish: (topicArn: string, message: string, subject: string | undefined) => Promise<string>;
}

const subscriptionsPerPage = 100;

/**
 * Operations on topics and subscriptions.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
 */
export function topicOperations({ topics, publish }: TopicOperationDeps): Record<string, Operation> {
    const access = (topic: TopicRecord) => ({ arn: topics.arn(topic.name), policy: topic.policy });

    return {
        async CreateTopic(input: Partial<CreateTopicInput>, call) {
            const { Name: name = "", Attributes: attributes = {} } = input;
            call.authorize("sns:CreateTopic", topics.arn(name));
            refuseMembers(input, ["DataProtectionPolicy"], invalidParameter);
            if (!/^[\w-]{1,256}$/.test(name)) {
                throw invalidParameter("Topic Name must have 1 to 256 letters, digits, hyphens and underscores");
            }
            const changes = Object.entries(attributes).map(([attribute, value]) => readAttribute(attribute, value));
            await topics.put(Object.assign({ name }, topics.named(name), ...changes) as TopicRecord);
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

        GetTopicAttributes({ TopicArn: arn }: Partial<GetTopicAttributesInput>, call) {
            const topic = topics.at(arn);
            authorizeCall(call, "sns:GetTopicAttributes", access(topic));
            const Attributes = {
                TopicArn: arn,
                DisplayName: topic.displayName ?? "",
                Policy: topic.policy,
                SubscriptionsConfirmed: String(topics.subscriptionsOf(topic).length),
            };
            return Promise.resolve({ Attributes });
        },

        async SetTopicAttributes(input: Partial<SetTopicAttributesInput>, call) {
            const topic = topics.at(input.TopicArn);
            authorizeCall(call, "sns:SetTopicAttributes", access(topic));
            await topics.put({ ...topic, ...readAttribute(input.AttributeName ?? "", input.AttributeValue ?? "") });
            return {};
        },

        async Subscribe(input: Partial<SubscribeInput>, call) {
            const topic = topics.at(input.TopicArn);
            authorizeCall(call, "sns:Subscribe", access(topic));
            const { Protocol: protocol, Endpoint: endpoint = "", Attributes: attributes = {} } = input;
            const known = protocols.find((one) => one === protocol);
            if (known === undefined) {
                throw invalidParameter(`Protocol ${protocol}: the local cloud has ${protocols.join(", ")}`);
            }
            checkEndpoint(known, endpoint);
            const raw = Object.entries(attributes).reduce((_, one) => readRaw(...one), false);
            return { SubscriptionArn: await topics.subscribe(topic, { protocol: known, endpoint, raw }) };
        },

        async Unsubscribe({ SubscriptionArn: arn = "" }: Partial<UnsubscribeInput>, call) {
            call.authorize("sns:Unsubscribe", arn);
            await topics.unsubscribe(arn);
            return {};
        },

        GetSubscriptionAttributes({ SubscriptionArn: arn }: Partial<GetSubscriptionAttributesInput>, call) {
            call.authorize("sns:GetSubscriptionAttributes", arn ?? "");
            const subscription = topics.subscription(arn);
            const Attributes = {
                ...describe(subscription, topics),
                RawMessageDelivery: String(subscription.raw),
                PendingConfirmation: "false",
            };
            return Promise.resolve({ Attributes });
        },

        async SetSubscriptionAttributes(input: Partial<SetSubscriptionAttributesInput>, call) {
            call.authorize("sns:SetSubscriptionAttributes", input.SubscriptionArn ?? "");
            const subscription = topics.subscription(input.SubscriptionArn);
            const raw = readRaw(input.AttributeName ?? "", input.AttributeValue ?? "");
            await topics.putSubscription({ ...subscription, raw });
            return {};
        },

        ListSubscriptionsByTopic({ TopicArn: arn, NextToken }: Partial<ListSubscriptionsByTopicInput>, call) {
            const topic = topics.at(arn);
            authorizeCall(call, "sns:ListSubscriptionsByTopic", access(topic));
            const all = topics.subscriptionsOf(topic).map((one) => describe(one, topics));
            const { page, next } = pageAt(all, subscriptionsPerPage, NextToken, () => invalidParameter("NextToken"));
            return Promise.resolve({ Subscriptions: page, NextToken: next });
        },

        async Publish(input: Partial<PublishInput>, call) {
            const topic = topics.at(input.TopicArn);
            authorizeCall(call, "sns:Publish", access(topic));
            const absent = [
                "TargetArn",
                "PhoneNumber",
                "MessageStructure",
                "MessageAttributes",
                "MessageDeduplicationId",
                "MessageGroupId",
            ] as const;
            refuseMembers(input, absent, invalidParameter);
            return { MessageId: await publish(topics.arn(topic.name), input.Message ?? "", input.Subject) };
        },
    };
}

function describe({ arn, topicName, protocol, endpoint }: SubscriptionRecord, topics: Topics) {
    const topicArn = topics.arn(topicName);
    return {
        SubscriptionArn: arn,
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        Owner: topicArn.split(":")[4],
    };
}

/** @throws AwsError for what the local cloud does nothing by */
function readAttribute(name: string, value: string): Partial<TopicRecord> {
    switch (name) {
        case "DisplayName":
            return { displayName: value };
        case "Policy":
            if (value === "") {
                return { policy: undefined };
            }
            parsePolicy(value, "resource");
            return { policy: value };
        default:
            throw invalidParameter(`${name}: the local cloud does not have this attribute`);
    }
}

function readRaw(name: string, value: string): boolean {
    if (name !== "RawMessageDelivery") {
        throw invalidParameter(`${name}: the local cloud does not have this attribute`);
    }
    return value === "true";
}

function checkEndpoint(protocol: Protocol, endpoint: string): void {
    const form = protocol === "email" ? /^[^\s@]+@[^\s@]+$/ : new RegExp(`^arn:aws:${protocol}:[\\w-]+:\\d{12}:.+$`);
    if (!form.test(endpoint)) {
        throw invalidParameter(`Endpoint "${endpoint}" is not one of ${protocol}`);
    }
}
