import type { PublishInput } from "@aws-sdk/client-sns";
import { randomUUID } from "node:crypto";

import { AwsError } from "../../aws-error";
import { clientSchemas } from "../client-schemas";
import { refuseMembers } from "../refuse-members";
import type { ServiceDeps } from "../registration";
import type { Call, JsonService, Lifecycle, Operation } from "../service";
import { Topics } from "./topics";

export type SnsDeps = Pick<ServiceDeps, "store" | "account"> & Partial<Pick<ServiceDeps, "observe">>;

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

/** Amazon SNS: standard topics for e-mail addresses, which differ from AWS's in that no mail leaves this machine. */
export class Sns implements JsonService, Lifecycle {
    readonly name = "SNS";
    /** It has no JSON protocol at AWS: its clients send forms. */
    readonly targetPrefix = "AmazonSimpleNotificationService";
    readonly jsonVersion = "1.0";
    readonly query = { version: "2010-03-31", namespace: "http://sns.amazonaws.com/doc/2010-03-31/" };
    /** A program makes topics and subscriptions. */
    readonly operations: Readonly<Record<string, Operation>> = {
        Publish: async (input: Partial<PublishInput>, call) => this.publish(input, call),
    };
    readonly topics: Topics;

    constructor(private readonly deps: SnsDeps) {
        this.topics = new Topics(deps);
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

    /** Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
    private publish(input: Partial<PublishInput>, call: Call): object {
        const { TopicArn: topicArn = "", Message: message = "", Subject: subject } = input;
        call.authorize("sns:Publish", topicArn);
        const topic = this.topics.at(topicArn);
        refuseMembers(input, absentMembers, invalidParameter);
        if (message === "" || Buffer.byteLength(message) > maxMessageBytes) {
            throw invalidParameter(`Message must have 1 to ${maxMessageBytes} bytes`);
        }
        if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) {
            throw invalidParameter("Subject must have 1 to 100 ASCII characters, without line breaks");
        }
        for (const { endpoint: to } of this.topics.subscriptionsOf(topic)) {
            this.deps.observe?.({ type: "message mailed", topicArn, to, subject, message });
        }
        return { MessageId: randomUUID() };
    }
}

function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", `Invalid parameter: ${message}`);
}
