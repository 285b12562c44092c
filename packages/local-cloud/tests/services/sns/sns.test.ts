import {
    CreateTopicCommand,
    ListSubscriptionsByTopicCommand,
    PublishCommand,
    type PublishCommandInput,
    SetTopicAttributesCommand,
    SNSClient,
    SubscribeCommand,
    type SubscribeCommandInput,
    UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import type { Observation } from "../../../src/observation";
import type { HandoverContext, MessageTarget } from "../../../src/services/service";
import { Sns } from "../../../src/services/sns/sns";
import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { manualClock } from "../../../src/testing/manual-clock";
import { account, policyText, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

const topicArn = "arn:aws:sns:eu-west-1:123456789012:orders";
const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:pack";
const queueArn = "arn:aws:sqs:eu-west-1:123456789012:pack";

describe("SNS", () => {
    let store: Store;
    let sns: Sns;
    let running: RunningEndpoint;
    let client: SNSClient;
    let got: { arn: string; body: string; context: HandoverContext }[];
    let observed: Observation[];
    let refusal: AwsError | undefined;

    const target: MessageTarget = {
        handOver(arn, body, context) {
            if (refusal !== undefined) {
                return Promise.reject(refusal);
            }
            return Promise.resolve({
                writes: [store.collection("got").put(arn, body)],
                done: () => void got.push({ arn, body, context }),
            });
        },
    };
    const make = () =>
        new Sns({ store, clock: manualClock(), account, target: () => target, observe: (one) => observed.push(one) });
    beforeEach(async () => {
        store = Store.open(undefined);
        got = [];
        observed = [];
        refusal = undefined;
        sns = make();
        running = await startEndpoint({ services: [sns] });
        client = new SNSClient(running.config());
        await client.send(new CreateTopicCommand({ Name: "orders" }));
    });
    afterEach(async () => {
        client.destroy();
        await running.stop();
        store.close();
    });

    const subscribe = async (Protocol: string, Endpoint: string, over: Partial<SubscribeCommandInput> = {}) => {
        const input = { TopicArn: topicArn, Protocol, Endpoint, ReturnSubscriptionArn: true, ...over };
        const { SubscriptionArn } = await client.send(new SubscribeCommand(input));
        return SubscriptionArn;
    };
    const publish = (over: Partial<PublishCommandInput> = {}) =>
        client.send(new PublishCommand({ TopicArn: topicArn, Subject: "An order", Message: "3 books", ...over }));

    it("gives a function what was published, in AWS's form", async () => {
        const subscription = await subscribe("lambda", functionArn);

        const { MessageId } = await publish();

        const [{ arn, body, context }] = got as [(typeof got)[0]];
        expect(arn).to.equal(functionArn);
        expect(context).to.deep.equal({ principal: "sns.amazonaws.com", sourceArn: topicArn });
        expect(JSON.parse(body)).to.deep.equal({
            Records: [
                {
                    EventSource: "aws:sns",
                    EventVersion: "1.0",
                    EventSubscriptionArn: subscription,
                    Sns: {
                        Type: "Notification",
                        MessageId,
                        TopicArn: topicArn,
                        Subject: "An order",
                        Message: "3 books",
                        Timestamp: "2026-01-01T00:00:00.000Z",
                        MessageAttributes: {},
                    },
                },
            ],
        });
    });

    it("gives a queue an envelope, or the message alone", async () => {
        await subscribe("sqs", queueArn);
        await publish();
        await subscribe("sqs", queueArn, { Attributes: { RawMessageDelivery: "true" } });
        await publish();

        const [first, second] = got.map(({ body }) => body);
        expect(JSON.parse(first ?? "")).to.include({ Type: "Notification", Subject: "An order", Message: "3 books" });
        expect(second).to.equal("3 books");
    });

    it("has on disk what it acknowledged, subscriptions too", async () => {
        await subscribe("lambda", functionArn);
        await publish();

        expect(await store.collection("got").get(functionArn)).to.be.a("string");
        const again = make();
        await again.load();
        const handover = await again.handOver(topicArn, "more", {
            principal: "cloudwatch.amazonaws.com",
            sourceArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
        });
        handover.done();
        expect(got).to.have.length(2);
    });

    it("tells what it would mail, and sends nothing", async () => {
        await subscribe("email", "jo@example.com");

        await publish();

        expect(observed).to.deep.equal([
            {
                type: "message mailed",
                topicArn,
                to: "jo@example.com",
                subject: "An order",
                message: "3 books",
            },
        ]);
    });

    it("tells of a subscriber that did not get a message, and gives it to the others", async () => {
        await subscribe("lambda", functionArn);
        await subscribe("email", "jo@example.com");
        refusal = new AwsError("AccessDeniedException", "no permission", 403);

        await publish();

        expect(observed.map(({ type }) => type)).to.deep.equal(["notification failed", "message mailed"]);
        expect(observed[0]).to.deep.include({
            endpoint: functionArn,
            error: { type: "AccessDeniedException", message: "no permission" },
        });
    });

    it("tells nobody who has unsubscribed", async () => {
        const subscription = await subscribe("lambda", functionArn);
        await client.send(new UnsubscribeCommand({ SubscriptionArn: subscription }));

        await publish();

        expect(got).to.deep.equal([]);
        const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
        expect(Subscriptions ?? []).to.deep.equal([]);
    });

    describe("with policies", () => {
        const statement = (principal: object, effect = "Allow") => ({
            Effect: effect,
            Principal: principal,
            Action: "sns:Publish",
            Resource: topicArn,
        });
        const setPolicy = (...statements: object[]) =>
            client.send(
                new SetTopicAttributesCommand({
                    TopicArn: topicArn,
                    AttributeName: "Policy",
                    AttributeValue: policyText(statements),
                }),
            );
        const asAlarm = (accountId: string) =>
            sns.handOver(topicArn, "an alarm", {
                principal: "cloudwatch.amazonaws.com",
                sourceArn: `arn:aws:cloudwatch:eu-west-1:${accountId}:alarm:a`,
            });

        it("lets alarms of its own account publish, and no other's", async () => {
            await asAlarm("123456789012");

            expect((await failure(asAlarm("999999999999"))).name).to.equal("AccessDeniedException");
        });

        it("lets only those services publish that its policy names, once it has one", async () => {
            await setPolicy(statement({ Service: "events.amazonaws.com" }));
            expect((await failure(asAlarm("123456789012"))).name).to.equal("AccessDeniedException");

            await setPolicy(statement({ Service: "cloudwatch.amazonaws.com" }));
            await asAlarm("999999999999");
        });

        it("lets a role publish whose policies allow it, or that the topic's policy names; a denial wins", async () => {
            const allowed = await roleWith(running.iam, "may", [
                { Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
            ]);
            const other = await roleWith(running.iam, "may-not", [
                { Effect: "Allow", Action: "sns:Publish", Resource: `${topicArn}-2` },
            ]);
            const roleArn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
            const publishAs = async (credentials: typeof allowed) => {
                const one = new SNSClient(running.config(credentials));
                try {
                    return await one.send(new PublishCommand({ TopicArn: topicArn, Message: "m" }));
                } finally {
                    one.destroy();
                }
            };

            await publishAs(allowed);
            expect((await failure(publishAs(other))).name).to.match(/^(AuthorizationError|AccessDenied)/);
            await setPolicy(statement({ AWS: roleArn("may-not") }), statement({ AWS: roleArn("may") }, "Deny"));
            await publishAs(other);
            expect((await failure(publishAs(allowed))).name).to.match(/^AuthorizationError/);
        });
    });

    const refusals: [string, () => Promise<unknown>][] = [
        ["Protocol https", () => subscribe("https", "https://example.com")],
        ["Endpoint", () => subscribe("lambda", queueArn)],
        ["FilterPolicy", () => subscribe("sqs", queueArn, { Attributes: { FilterPolicy: "{}" } })],
        ["PhoneNumber", () => publish({ PhoneNumber: "+491234" })],
        ["Message must have", () => publish({ Message: "x".repeat(262_145) })],
        ["Subject must have", () => publish({ Subject: "two\nlines" })],
        ["does not exist", () => publish({ TopicArn: `${topicArn}-2` })],
        ["FifoTopic", () => client.send(new CreateTopicCommand({ Name: "a", Attributes: { FifoTopic: "true" } }))],
    ];
    for (const [message, call] of refusals) {
        it(`refuses by name: ${message}`, async () => {
            expect((await failure(call())).message).to.include(message);
        });
    }
});
