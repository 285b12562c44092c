import type { SubscriptionRecord } from "./records";

/** A message that a topic took. */
export interface Notification {
    messageId: string;
    topicArn: string;
    subject: string | undefined;
    message: string;
    /** Milliseconds since the epoch. */
    at: number;
}

/**
 * What a function or a queue gets of a notification.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function writeNotification(notification: Notification, subscription: SubscriptionRecord): string {
    if (subscription.protocol === "sqs" && subscription.raw) {
        return notification.message;
    }
    const { messageId, topicArn, subject, message, at } = notification;
    const common = {
        Type: "Notification",
        MessageId: messageId,
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
        Timestamp: new Date(at).toISOString(),
    };
    if (subscription.protocol === "sqs") {
        return JSON.stringify(common);
    }
    return JSON.stringify({
        Records: [
            {
                EventSource: "aws:sns",
                EventVersion: "1.0",
                EventSubscriptionArn: subscription.arn,
                Sns: { ...common, Subject: subject ?? null, MessageAttributes: {} },
            },
        ],
    });
}
