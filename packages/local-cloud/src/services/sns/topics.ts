import { AwsError } from "../../aws-error";
import type { Collection, Store } from "../../store";
import type { Account } from "../service";
import { makeUuid } from "../../uuid";

interface TopicRecord {
    name: string;
    displayName?: string | undefined;
}

/** Of an e-mail address to a topic. */
interface SubscriptionRecord {
    arn: string;
    topicName: string;
    endpoint: string;
}

/** All topics and their subscriptions, in memory and in the store. */
export class Topics {
    private readonly byName = new Map<string, TopicRecord>();
    private readonly subscriptions = new Map<string, SubscriptionRecord>();
    private readonly topicRecords: Collection<TopicRecord>;
    private readonly subscriptionRecords: Collection<SubscriptionRecord>;

    constructor(private readonly deps: { store: Store; account: Account }) {
        this.topicRecords = deps.store.collection("sns.topics");
        this.subscriptionRecords = deps.store.collection("sns.subscriptions");
    }

    async load(): Promise<void> {
        for await (const [name, topic] of this.topicRecords.entries()) {
            this.byName.set(name, topic);
        }
        for await (const [arn, subscription] of this.subscriptionRecords.entries()) {
            this.subscriptions.set(arn, subscription);
        }
    }

    /** @throws AwsError `NotFoundException` */
    at(arn: string): TopicRecord {
        const { region, accountId } = this.deps.account;
        const topic = this.byName.get(arn.split(":")[5] ?? "");
        if (topic === undefined || arn !== `arn:aws:sns:${region}:${accountId}:${topic.name}`) {
            throw new AwsError("NotFoundException", "Topic does not exist", 404);
        }
        return topic;
    }

    hasSubscription(arn: string): boolean {
        return this.subscriptions.has(arn);
    }

    subscriptionsOf({ name }: TopicRecord): SubscriptionRecord[] {
        return [...this.subscriptions.values()].filter(({ topicName }) => topicName === name);
    }

    async put(topic: TopicRecord): Promise<void> {
        this.byName.set(topic.name, topic);
        await this.deps.store.write([this.topicRecords.put(topic.name, topic)]);
    }

    /** Its subscriptions go with it. No error when there is none. */
    async delete(name: string): Promise<void> {
        const subscriptions = this.subscriptionsOf({ name });
        this.byName.delete(name);
        subscriptions.forEach(({ arn }) => this.subscriptions.delete(arn));
        await this.deps.store.write([
            this.topicRecords.del(name),
            ...subscriptions.map(({ arn }) => this.subscriptionRecords.del(arn)),
        ]);
    }

    /**
     * The same address has one subscription.
     * @throws AwsError `NotFoundException` when there is no such topic
     */
    async subscribe(topicArn: string, endpoint: string): Promise<string> {
        const topic = this.at(topicArn);
        const arn = subscriptionArn(topicArn, endpoint);
        const subscription = { arn, topicName: topic.name, endpoint };
        this.subscriptions.set(arn, subscription);
        await this.deps.store.write([this.subscriptionRecords.put(arn, subscription)]);
        return arn;
    }

    async unsubscribe(arn: string): Promise<void> {
        this.subscriptions.delete(arn);
        await this.deps.store.write([this.subscriptionRecords.del(arn)]);
    }
}

/** A subscription's ARN ends in a UUID, as at AWS; an address has the same one each time. */
export function subscriptionArn(topicArn: string, address: string): string {
    return `${topicArn}:${makeUuid(JSON.stringify([topicArn, "email", address]))}`;
}
