import { randomUUID } from "node:crypto";

import type { Observe } from "../../observation";
import type { Store } from "../../store";
import { clientSchemas } from "../client-schemas";
import type { Account, JsonService, Lifecycle, Operation } from "../service";
import { topicOperations } from "./topic-operations";
import { Topics } from "./topics";

export interface SnsDeps {
    store: Store;
    account: Account;
    observe?: Observe | undefined;
}

/** Amazon SNS: standard topics for e-mail addresses, which differ from AWS's in that no mail leaves this machine. */
export class Sns implements JsonService, Lifecycle {
    readonly name = "SNS";
    /** It has no JSON protocol at AWS: its clients send forms. */
    readonly targetPrefix = "AmazonSimpleNotificationService";
    readonly jsonVersion = "1.0";
    readonly query = { version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };
    readonly operations: Readonly<Record<string, Operation>>;
    readonly topics: Topics;

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

    start(): Promise<void> {
        return this.topics.load();
    }

    stop(): Promise<void> {
        return Promise.resolve();
    }

    private publish(topicArn: string, message: string, subject: string | undefined): string {
        for (const { endpoint: to } of this.topics.subscriptionsOf(this.topics.at(topicArn))) {
            this.deps.observe?.({ type: "message mailed", topicArn, to, subject, message });
        }
        return randomUUID();
    }
}
