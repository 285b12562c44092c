export interface TopicRecord {
    name: string;
    displayName?: string | undefined;
}

/** Of an e-mail address to a topic. */
export interface SubscriptionRecord {
    arn: string;
    topicName: string;
    endpoint: string;
}
