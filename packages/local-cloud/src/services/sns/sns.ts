import { randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import type { Observe } from "../../observation";
import type { Store } from "../../store";
import { clientSchemas } from "../client-schemas";
import type { Account, Handover, HandoverContext, JsonService, Lifecycle, MessageTarget, Operation } from "../service";
import { invalidParameter } from "./errors";
import { type Notification, writeNotification } from "./notification";
import type { SubscriptionRecord } from "./records";
import { authorizeDelivery } from "./topic-access";
import { topicOperations } from "./topic-operations";
import { Topics } from "./topics";

export interface SnsDeps {
    store: Store;
    clock: Clock;
    account: Account;
    /** Who takes messages for an ARN: subscribed functions and queues. */
    target: (arn: string) => MessageTarget | undefined;
    observe?: Observe | undefined;
}

const maxMessageBytes = 262_144;

/**
 * Amazon SNS: standard topics. Functions and queues have what a topic took in the same write; that no mail leaves this
 * machine is all that an e-mail subscription lacks.
 */
export class Sns implements JsonService, MessageTarget, Lifecycle {
    readonly name = "SNS";
    /** It has no JSON protocol at AWS: its clients send forms. */
    readonly targetPrefix = "AmazonSimpleNotificationService";
    readonly jsonVersion = "1.0";
    readonly query = { version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };
    readonly operations: Readonly<Record<string, Operation>>;
    private readonly topics: Topics;

    constructor(private readonly deps: SnsDeps) {
        this.topics = new Topics(deps);
        this.operations = topicOperations({
            topics: this.topics,
            publish: (topicArn, message, subject) => this.publish(topicArn, message, subject),
        });
    }

    get schemas() {
        return clientSchemas("@aws-sdk/client-sns");
    }

    load(): Promise<void> {
        return this.topics.load();
    }

    start(): Promise<void> {
        return Promise.resolve();
    }

    stop(): Promise<void> {
        return Promise.resolve();
    }

    /**
     * Takes a message for the topic with ARN `arn` from a service that the topic's policy allows to publish.
     *
     * @throws AwsError `NotFoundException`, `AccessDeniedException`, or what is wrong with the message
     */
    async handOver(arn: string, body: string, context: HandoverContext): Promise<Handover> {
        const { policy } = this.topics.at(arn);
        authorizeDelivery(context, { arn, policy });
        return this.accept(this.describe(arn, body, context.subject));
    }

    private async publish(topicArn: string, message: string, subject: string | undefined): Promise<string> {
        const notification = this.describe(topicArn, message, subject);
        const handover = await this.accept(notification);
        await this.deps.store.write(handover.writes);
        handover.done();
        return notification.messageId;
    }

    private describe(topicArn: string, message: string, subject: string | undefined): Notification {
        if (message === "" || Buffer.byteLength(message) > maxMessageBytes) {
            throw invalidParameter(`Message must have 1 to ${maxMessageBytes} bytes`);
        }
        if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) {
            throw invalidParameter("Subject must have 1 to 100 ASCII characters, without line breaks");
        }
        return { messageId: randomUUID(), topicArn, subject, message, at: this.deps.clock.now() };
    }

    /** Whoever may not have it, or is not there, does not get it: SNS does not try that again. */
    private async accept(notification: Notification): Promise<Handover> {
        const { target, observe } = this.deps;
        const handovers: Handover[] = [];
        const subscriptions = this.topics.subscriptionsOf(this.topics.at(notification.topicArn));
        for (const subscription of subscriptions) {
            const { protocol, endpoint } = subscription;
            if (protocol === "email") {
                handovers.push({ writes: [], done: () => this.mail(notification, subscription) });
                continue;
            }
            try {
                const handover = await target(endpoint)?.handOver(
                    endpoint,
                    writeNotification(notification, subscription),
                    { principal: "sns.amazonaws.com", sourceArn: notification.topicArn },
                );
                if (handover === undefined) {
                    throw new Error("there is nothing with this ARN");
                }
                handovers.push(handover);
            } catch (error) {
                observe?.({
                    type: "notification failed",
                    topicArn: notification.topicArn,
                    endpoint,
                    error: { type: (error as Error).name, message: (error as Error).message },
                });
            }
        }
        return {
            writes: handovers.flatMap(({ writes }) => writes),
            done: () => handovers.forEach((handover) => handover.done()),
        };
    }

    private mail({ topicArn, subject, message }: Notification, { endpoint }: SubscriptionRecord): void {
        this.deps.observe?.({ type: "message mailed", topicArn, to: endpoint, subject, message });
    }
}
