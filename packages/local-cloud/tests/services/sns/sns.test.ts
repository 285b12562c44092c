import { PublishCommand, type PublishCommandInput, SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";

import type { Observation } from "../../../src/observation";
import { Sns } from "../../../src/services/sns/sns";
import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

const topicArn = "arn:aws:sns:eu-west-1:123456789012:orders";

describe("SNS", () => {
    let store: Store;
    let sns: Sns;
    let running: RunningEndpoint;
    let client: SNSClient;
    let observed: Observation[];

    beforeEach(async () => {
        store = Store.open(undefined);
        observed = [];
        await serve();
        await sns.topics.put({ name: "orders" });
    });
    afterEach(async () => {
        await end();
        store.close();
    });

    async function serve(): Promise<void> {
        sns = new Sns({ store, account, observe: (one) => observed.push(one) });
        await sns.start();
        running = await startEndpoint({ services: [sns] });
        client = new SNSClient(running.config());
    }

    async function end(): Promise<void> {
        client.destroy();
        await running.stop();
    }

    const subscribe = (address: string) => sns.topics.subscribe(topicArn, address);
    const publish = (over: Partial<PublishCommandInput> = {}) =>
        client.send(new PublishCommand({ TopicArn: topicArn, Subject: "An order", Message: "3 books", ...over }));
    const mailedTo = () => observed.map((one) => one.type === "message mailed" && one.to);

    it("tells what it would mail, and sends nothing", async () => {
        await subscribe("jo@example.com");

        await publish();

        expect(observed).to.deep.equal([
            { type: "message mailed", topicArn, to: "jo@example.com", subject: "An order", message: "3 books" },
        ]);
    });

    it("has its topics and subscriptions on disk", async () => {
        await sns.topics.put({ name: "orders", displayName: "Orders" });
        await subscribe("jo@example.com");

        await end();
        await serve();
        await publish();

        expect(sns.topics.at(topicArn)).to.deep.equal({ name: "orders", displayName: "Orders" });
        expect(mailedTo()).to.deep.equal(["jo@example.com"]);
    });

    it("mails an address once that subscribed twice, and nobody who has unsubscribed", async () => {
        const subscription = await subscribe("al@example.com");
        await subscribe("jo@example.com");
        await subscribe("jo@example.com");
        await sns.topics.unsubscribe(subscription);

        await publish();

        expect(mailedTo()).to.deep.equal(["jo@example.com"]);
    });

    it("lets a role publish whose policies allow it, and no other", async () => {
        const publishAs = async (name: string, Resource: string) => {
            const statement = { Effect: "Allow", Action: "sns:Publish", Resource };
            const one = new SNSClient(running.config(await roleWith(running.iam, name, [statement])));
            try {
                return await one.send(new PublishCommand({ TopicArn: topicArn, Message: "m" }));
            } finally {
                one.destroy();
            }
        };

        await publishAs("may", topicArn);

        expect((await failure(publishAs("may-not", `${topicArn}-2`))).name).to.match(
            /^(AuthorizationError|AccessDenied)/,
        );
    });

    const refusals: [string, () => Promise<unknown>][] = [
        ["PhoneNumber", () => publish({ PhoneNumber: "+491234" })],
        ["Message must have", () => publish({ Message: "x".repeat(262_145) })],
        ["Subject must have", () => publish({ Subject: "two\nlines" })],
        ["does not exist", () => publish({ TopicArn: `${topicArn}-2` })],
    ];
    for (const [message, call] of refusals) {
        it(`refuses by name: ${message}`, async () => {
            expect((await failure(call())).message).to.include(message);
        });
    }
});
