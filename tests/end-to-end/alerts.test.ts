import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, PurgeQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import path from "node:path";

import { Cloud, type Observation, readProject, systemClock } from "local-cloud";
import { captureOutput, until } from "local-cloud/testing";
import { dlq } from "../../cli/dlq";
import { customer, stripeEvent } from "../handlers/billing/stripe-event";
import { type AlertWebhook, startAlertWebhook } from "../support/alert-webhook";
import { evaluateOnce } from "../support/evaluate-once";
import { root } from "./local-run";

interface Outputs {
    busName: string;
    deadLetterQueueUrls: { mail: string };
    alarmName: string;
}

/** A minute of the cloud's takes a tenth of a second. */
const speed = 600;
const address = "oncall@example.com";
/** Stands for the address of the webhook, which is another in each run. */
const alertUrl = "http://127.0.0.1:9/alerts";

describe("alerts on this machine", function () {
    this.timeout(90_000);
    let webhook: AlertWebhook;
    let posted: string[];
    let cloud: Cloud;
    let outputs: Outputs;
    let observed: Observation[];
    let cloudwatch: CloudWatchClient;
    let bus: EventBridgeClient;
    let sqs: SQSClient;

    before(async () => {
        observed = [];
        webhook = await startAlertWebhook();
        ({ posted } = webhook);
        const region = "us-east-1";
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region,
            clock: systemClock(speed),
            observe: (one) => observed.push(one),
        });
        outputs = await apply({ isMended: false });
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const aws = { region, endpoint: cloud.place.awsUrl, credentials };
        cloudwatch = new CloudWatchClient(aws);
        bus = new EventBridgeClient(aws);
        sqs = new SQSClient(aws);
    });

    after(async () => {
        [cloudwatch, bus, sqs].forEach((client) => client?.destroy());
        await cloud?.stop();
        webhook?.close();
    });

    async function apply({ isMended }: { isMended: boolean }): Promise<Outputs> {
        const project = readProject(root, "dev", {
            "stripe-eventbridge:signingSecret": { secret: "whsec_alerts_0123456789" },
            "stripe-eventbridge:alertUrl": { secret: alertUrl },
            "stripe-eventbridge:alertEmail": address,
            "stripe-eventbridge:isMended": String(isMended),
        });
        const main = path.join(root, "tests/fixtures/alerts.ts");
        const graph = await evaluateOnce({ ...project, main }, cloud.place, { [alertUrl]: webhook.url });
        await cloud.apply(graph);
        return graph.outputs as unknown as Outputs;
    }

    async function send(...customers: string[]): Promise<void> {
        const Entries = customers.map((id) => {
            const event = stripeEvent(customer({ id }), { type: "customer.created" });
            return {
                EventBusName: outputs.busName,
                Source: "stripe.com",
                DetailType: "customer.created",
                Detail: JSON.stringify(event),
            };
        });
        await bus.send(new PutEventsCommand({ Entries }));
    }

    async function letters(): Promise<number> {
        const { Attributes } = await sqs.send(
            new GetQueueAttributesCommand({ QueueUrl: outputs.deadLetterQueueUrls.mail, AttributeNames: ["All"] }),
        );
        return Number(Attributes?.ApproximateNumberOfMessages);
    }

    /** How often the depth of the queue was measured: once a minute of the cloud's, as often as alarms are evaluated. */
    async function minutes(): Promise<number> {
        // In this process: it is asked more often than anything else.
        const { Datapoints } = await cloud.call<{ Datapoints: { SampleCount: number }[] }>(
            cloud.cloudwatch,
            "GetMetricStatistics",
            {
                Namespace: "AWS/SQS",
                MetricName: "ApproximateNumberOfMessagesVisible",
                Dimensions: [{ Name: "QueueName", Value: outputs.deadLetterQueueUrls.mail.split("/").at(-1) }],
                StartTime: Date.now() / 1000 - 3_600,
                EndTime: Date.now() / 1000 + 60,
                Period: 3_600,
                Statistics: ["SampleCount"],
            },
        );
        return Datapoints.reduce((sum, { SampleCount }) => sum + SampleCount, 0);
    }

    async function passMinutes(count: number): Promise<void> {
        const begin = await minutes();
        await until(`${count} minutes of the cloud's`, async () => (await minutes()) >= begin + count);
    }

    async function stackState(): Promise<string | undefined> {
        const { CompositeAlarms } = await cloudwatch.send(
            new DescribeAlarmsCommand({ AlarmNames: [outputs.alarmName], AlarmTypes: ["CompositeAlarm"] }),
        );
        return CompositeAlarms?.[0]?.StateValue;
    }

    const mailed = () => observed.filter((one) => one.type === "message mailed");

    it("tells people nothing while nothing is wrong", async () => {
        await send("cus_good");
        await passMinutes(4);

        expect(await stackState()).to.equal("OK");
        expect(posted).to.deep.equal([]);
        expect(mailed()).to.deep.equal([]);
    });

    it("tells people once of a handler that fails one customer's events, in words that say what to do", async () => {
        await send("cus_bad", "cus_good", "cus_bad");

        await until("a message", () => posted.length > 0 && mailed().length > 0);

        expect(await stackState()).to.equal("ALARM");
        const [text = ""] = posted;
        expect(text.replace(/: [12]\.$/m, ": N.")).to.equal(
            "mail: events that it could not handle wait in its dead-letter queue: N.\n" +
                "Nothing is lost: they wait for 14 days.\n" +
                "See the causes: npm run dlq -- list mail. Mend them, and give the events to the handler again: npm run dlq -- " +
                "redrive mail\n" +
                "The stack is dev: where it is deployed, commands take --stack dev.",
        );
        expect(mailed()).to.deep.equal([
            {
                type: "message mailed",
                topicArn: mailed()[0]?.topicArn,
                to: address,
                subject: "ALARM in dev: mail: events that it could not handle wait in its dead-letter queue.",
                message: text,
            },
        ]);
    });

    it("tells them nothing more while it stays, though more fails", async () => {
        await send("cus_bad");
        await until("three letters", async () => (await letters()) === 3);
        await passMinutes(10);

        expect(posted).to.have.length(1);
        expect(mailed()).to.have.length(1);
    });

    it("tells them once that it is over", async () => {
        await apply({ isMended: true });
        await sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.deadLetterQueueUrls.mail }));
        await send("cus_bad", "cus_bad", "cus_bad");

        await until("the message that it is over", () => posted.length > 1 && mailed().length > 1);
        await passMinutes(10);

        expect(await stackState()).to.equal("OK");
        expect(await letters()).to.equal(0);
        expect(posted.slice(1)).to.deep.equal(["Over in dev: mail. None of its alarms is in ALARM any more."]);
        expect(mailed()).to.have.length(2);
        expect(observed.filter(({ type }) => type.endsWith("failed") && type !== "delivery failed")).to.deep.equal([]);
    });

    it("does not tell of itself when nobody takes its messages", async () => {
        await apply({ isMended: false });
        const until410 = posted.length;
        webhook.status = 410;
        const name = (type: string) => observed.filter((one) => one.type === type);

        await send("cus_bad");
        await until("the alarm on what could not be told", () =>
            name("alarm changed").some(
                (one) =>
                    "alarmName" in one &&
                    one.alarmName.includes("alerts-dead-letters") &&
                    "to" in one &&
                    one.to === "ALARM",
            ),
        );
        await passMinutes(10);

        expect(webhook.refused).to.equal(3);
        expect(posted).to.have.length(until410);
        // The other way has it, once.
        expect(mailed()).to.have.length(3);
    });

    it("tells what waits meanwhile once it is redriven", async () => {
        const known = posted.length;
        const run = async (args: string) => {
            const output = captureOutput();
            const code = await dlq([...args.split(" "), "--aws-endpoint", cloud.place.awsUrl], output);
            return { code, output: output.text() };
        };

        const { output: listed } = await run("list alerts");
        webhook.status = 200;
        const redriven = await run("redrive alerts");

        expect(listed)
            .to.match(/^alerts: 1 dead letter,/)
            .and.to.contain("1 × Error: alertUrl answered …");
        expect(redriven).to.deep.equal({ code: 0, output: "1 letter redriven to alerts\n1 handled\n" });
        expect(posted.slice(known)).to.have.length(1);
        expect(posted.at(-1)).to.match(/^mail: events that it could not handle wait in its dead-letter queue/);
    });
});
