import {
    DeleteQueueCommand,
    GetQueueAttributesCommand,
    GetQueueUrlCommand,
    ListQueuesCommand,
    type QueueAttributeName,
    SendMessageCommand,
    SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { policyText, roleWith } from "../../running-endpoint";
import { arn, failure, SqsFixture } from "./sqs-fixture";

describe("SQS's queues", () => {
    let sqs: SqsFixture;

    beforeEach(async () => {
        sqs = await SqsFixture.start();
    });

    afterEach(() => sqs.stop());

    it("have AWS's default attributes", async () => {
        const queue = await sqs.create("orders");

        const seconds = String(sqs.clock.now() / 1000);
        expect(queue).to.equal(`${sqs.running.endpoint.url}/123456789012/orders`);
        expect(await sqs.attributes(queue)).to.deep.equal({
            QueueArn: arn("orders"),
            ApproximateNumberOfMessages: "0",
            ApproximateNumberOfMessagesNotVisible: "0",
            ApproximateNumberOfMessagesDelayed: "0",
            CreatedTimestamp: seconds,
            LastModifiedTimestamp: seconds,
            VisibilityTimeout: "30",
            MaximumMessageSize: "1048576",
            MessageRetentionPeriod: "345600",
            DelaySeconds: "0",
            ReceiveMessageWaitTimeSeconds: "0",
            SqsManagedSseEnabled: "true",
        });
    });

    it("are found by name and listed, a page at a time", async () => {
        const a = await sqs.create("orders-a");
        const b = await sqs.create("orders-b");
        await sqs.create("other");

        const found = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "orders-a" }));
        const missing = await failure(sqs.client.send(new GetQueueUrlCommand({ QueueName: "orders" })));
        const first = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "orders", MaxResults: 1 }));
        const second = await sqs.client.send(
            new ListQueuesCommand({ QueueNamePrefix: "orders", MaxResults: 1, NextToken: first.NextToken }),
        );

        expect(found.QueueUrl).to.equal(a);
        expect(missing.name).to.equal("QueueDoesNotExist");
        expect([first.QueueUrls, second.QueueUrls, second.NextToken]).to.deep.equal([[a], [b], undefined]);
    });

    it("lose their messages when they are deleted, also for a queue of the same name", async () => {
        const queue = await sqs.create("orders");
        await sqs.send(queue, "one");

        await sqs.client.send(new DeleteQueueCommand({ QueueUrl: queue }));
        const gone = await failure(sqs.attributes(queue));
        await sqs.create("orders");

        expect(gone.name).to.equal("QueueDoesNotExist");
        expect(await sqs.counts(queue)).to.deep.equal(["0", "0", "0"]);
    });

    it("have SQS's own key or one of KMS's, whichever was set last", async () => {
        const encryption = async () => {
            const { SqsManagedSseEnabled, KmsMasterKeyId, KmsDataKeyReusePeriodSeconds } = await sqs.attributes(queue);
            return [SqsManagedSseEnabled, KmsMasterKeyId, KmsDataKeyReusePeriodSeconds];
        };
        const set = (attributes: Record<string, string>) => sqs.create("orders", attributes);
        const queue = await sqs.create("orders", { KmsMasterKeyId: "alias/a" });

        const created = await encryption();
        await set({ SqsManagedSseEnabled: "true" });
        const changed = await encryption();

        expect(created).to.deep.equal(["false", "alias/a", "300"]);
        expect(changed).to.deep.equal(["true", undefined, undefined]);
    });

    it("are refused with a dead-letter queue that is not there", async () => {
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dlq"), maxReceiveCount: 3 });

        const error = await failure(sqs.create("orders", { RedrivePolicy }));

        expect(error).to.include({ code: "InvalidParameterValueException" });
    });

    it("take new attributes, and lose a policy that is set to nothing", async () => {
        const queue = await sqs.create("orders");
        const set = (attributes: Record<string, string>) => sqs.create("orders", attributes);
        const allow = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };

        await set({ VisibilityTimeout: "7", Policy: policyText([allow]) });
        const { VisibilityTimeout, Policy } = await sqs.attributes(queue);
        await set({ Policy: "" });
        const some = await sqs.client.send(
            new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ["Policy", "VisibilityTimeout"] }),
        );

        expect([VisibilityTimeout, Policy]).to.deep.equal(["7", policyText([allow])]);
        expect(some.Attributes).to.deep.equal({ VisibilityTimeout: "7" });
    });

    it("are not asked for attributes that are none", async () => {
        const queue = await sqs.create("orders");
        const ask = (name: string) =>
            failure(
                sqs.client.send(
                    new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [name as QueueAttributeName] }),
                ),
            );

        const names = [(await ask("Colour")).name, (await ask("constructor")).name];

        expect(names).to.deep.equal(["InvalidAttributeName", "InvalidAttributeName"]);
    });

    it("let a role do what its own policy or the queue's allows, and what neither denies", async () => {
        const queue = await sqs.create("orders");
        const { iam } = sqs.running;
        const allow = (action: string) => ({ Effect: "Allow", Action: action, Resource: arn("orders") });
        const sender = new SQSClient(sqs.running.config(await roleWith(iam, "sender", [allow("sqs:SendMessage")])));
        const other = new SQSClient(sqs.running.config(await roleWith(iam, "other", [allow("sqs:DeleteMessage")])));
        const send = (client: SQSClient) =>
            client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: "x" })).then(
                () => "sent",
                (error: Error) => error.name,
            );
        const setPolicy = (effect: string, role: string) =>
            sqs.sqs.putQueuePolicy(
                queue,
                policyText([
                    {
                        Effect: effect,
                        Principal: { AWS: `arn:aws:iam::123456789012:role/${role}` },
                        Action: "sqs:SendMessage",
                        Resource: arn("orders"),
                    },
                ]),
            );

        const before = [await send(sender), await send(other)];
        await setPolicy("Allow", "other");
        const allowed = await send(other);
        await setPolicy("Deny", "sender");
        const denied = await send(sender);
        sender.destroy();
        other.destroy();

        expect(before).to.deep.equal(["sent", "AccessDenied"]);
        expect(allowed).to.equal("sent");
        expect(denied).to.equal("AccessDenied");
    });
});

describe("SQS as a target of other services", () => {
    let sqs: SqsFixture;
    let queue: string;
    const rule = "arn:aws:events:eu-west-1:123456789012:rule/stripe/welcome";
    const context = { principal: "events.amazonaws.com", sourceArn: rule };

    beforeEach(async () => {
        sqs = await SqsFixture.start();
        queue = await sqs.create("dlq", {
            Policy: policyText([
                {
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: arn("dlq"),
                    Condition: { ArnEquals: { "aws:SourceArn": rule } },
                },
            ]),
        });
    });

    afterEach(() => sqs.stop());

    it("takes what the queue's policy allows, once the giver has written it", async () => {
        const handover = await sqs.sqs.handOver(arn("dlq"), "{}", {
            ...context,
            traceHeader: "Root=1-2",
            attributes: { ERROR_CODE: "NO_PERMISSIONS" },
        });
        const poll = sqs.receive(queue, { WaitTimeSeconds: 20, MessageAttributeNames: ["All"] });
        await sqs.store.write(handover.writes);
        const before = await sqs.counts(queue);
        handover.done();
        const [message] = await poll;

        expect(before).to.deep.equal(["0", "0", "0"]);
        expect(message?.Body).to.equal("{}");
        expect(message?.MessageAttributes).to.deep.equal({
            ERROR_CODE: { DataType: "String", StringValue: "NO_PERMISSIONS" },
        });
        expect(message?.Attributes).to.include({ AWSTraceHeader: "Root=1-2", SenderId: "events.amazonaws.com" });
    });

    it("refuses queues that are not there, and services and sources that the policy does not name", async () => {
        const refusal = (target: string, more: object) =>
            sqs.sqs.handOver(target, "{}", { ...context, ...more }).then(
                () => "taken",
                (error: AwsError) => `${error.code} ${error.status}`,
            );

        const outcomes = [
            await refusal(arn("nothing"), {}),
            await refusal(arn("dlq"), { principal: "sns.amazonaws.com" }),
            await refusal(arn("dlq"), { sourceArn: `${rule}-other` }),
            await refusal(arn("dlq"), { principal: "lambda.amazonaws.com" }),
        ];

        expect(outcomes).to.deep.equal([
            "ResourceNotFoundException 404",
            "AccessDeniedException 403",
            "AccessDeniedException 403",
            "taken",
        ]);
    });
});
