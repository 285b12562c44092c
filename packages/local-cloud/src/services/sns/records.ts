/** How a topic reaches whoever subscribes. */
export type Protocol = "lambda" | "sqs" | "email";
export const protocols: readonly Protocol[] = ["lambda", "sqs", "email"];

export interface TopicRecord {
    name: string;
    displayName?: string;
    /** JSON text; without it, the account may publish, and its services in its name. */
    policy?: string;
}

export interface SubscriptionRecord {
    arn: string;
    topicName: string;
    protocol: Protocol;
    /** An ARN or an address. */
    endpoint: string;
    /** Whether a queue gets the message alone, without what else is known of it. */
    raw: boolean;
}
