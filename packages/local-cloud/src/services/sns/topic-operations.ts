import type { PublishInput } from "@aws-sdk/client-sns";

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
 * Publish. A program makes topics and subscriptions.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function topicOperations({ topics, publish }: TopicOperationDeps): Record<string, Operation> {
    return {
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
