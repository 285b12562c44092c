export interface TopicRecord {
    name: string;
    displayName?: string;
}

/** Of an e-mail address to a topic. */
export interface SubscriptionRecord {
    arn: string;
    topicName: string;
    endpoint: string;
}
