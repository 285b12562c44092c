import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

import type { AlertMessage } from "./write-alert";

/** Publishes messages to a topic, which mails them. */
export function createMailAlert({ sns, topicArn }: { sns: Pick<SNSClient, "send">; topicArn: string }) {
    return async ({ subject, text }: AlertMessage): Promise<void> => {
        await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
    };
}
