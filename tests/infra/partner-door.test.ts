import { failure } from "local-cloud/testing";
import { expect } from "chai";

import { requireEventSource } from "../../infra/partner-event-source";
import { readSettings } from "../../infra/settings";
import { programWith, type Registered, runProgram } from "./run-program";

const source = "aws.partner/stripe.com/ed_test_61SfXA1DXd";
const setting = "stripe-eventbridge:partnerEventSource";
const both = { [setting]: source };
const partnerAlone = { ...both, "stripe-eventbridge:webhook": "false" };

async function refusal(config: Record<string, string | undefined>): Promise<string> {
    return (await failure(runProgram(() => ({ source: readSettings().partnerEventSource }), { config }))).message;
}

describe("Stripe's EventBridge destination", function () {
    this.timeout(60_000);

    describe("as a second way in", () => {
        let plain: readonly Registered[];
        let resources: readonly Registered[];
        let outputs: Record<string, unknown>;

        before(async () => {
            ({ resources: plain } = await programWith());
            ({ resources, outputs } = await programWith(both));
        });

        const named = (type: string, name: string) => {
            const found = resources.filter((one) => one.type === type && one.name === name);
            expect(found, `${type} ${name}`).to.have.length(1);
            return found[0] as Registered;
        };

        it("adds exactly these resources, and changes none", () => {
            const before = new Set(plain.map(({ type, name }) => `${type} ${name}`));

            const added = resources.map(({ type, name }) => `${type} ${name}`).filter((one) => !before.has(one));

            expect(added.sort()).to.deep.equal([
                "aws:cloudwatch/eventBus:EventBus partner-door",
                "aws:cloudwatch/eventRule:EventRule partner-door",
                "aws:cloudwatch/eventTarget:EventTarget partner-door",
                "aws:cloudwatch/metricAlarm:MetricAlarm stripe-partner-door-dead-letters",
                "aws:cloudwatch/metricAlarm:MetricAlarm stripe-partner-door-letters-lost",
                "aws:iam/role:Role partner-door",
                "aws:iam/rolePolicy:RolePolicy partner-door",
                "aws:sqs/queue:Queue partner-door-dead-letters",
                "aws:sqs/queuePolicy:QueuePolicy partner-door-dead-letters",
                "stripe-eventbridge:index:PartnerDoor partner-door",
            ]);
            expect(resources).to.have.length(plain.length + added.length);
        });

        it("gives the event source the bus of its name, which refuses to be deleted", () => {
            const { inputs, options } = named("aws:cloudwatch/eventBus:EventBus", "partner-door");

            expect(inputs).to.include({ name: source, eventSourceName: source });
            expect(options.protect).to.equal(true);
        });

        it("forwards events of the stack's mode, and those that do not tell theirs, to the stack's bus", () => {
            const { inputs: rule } = named("aws:cloudwatch/eventRule:EventRule", "partner-door");
            const { inputs: target, options } = named("aws:cloudwatch/eventTarget:EventTarget", "partner-door");

            expect(rule.eventBusName).to.equal(source);
            expect(JSON.parse(rule.eventPattern as string)).to.deep.equal({
                source: [{ prefix: "aws.partner/stripe.com/" }],
                detail: { livemode: [false, { exists: false }] },
            });
            expect(target).to.deep.equal({
                rule: "partner-door-name",
                eventBusName: source,
                arn: "arn:aws:cloudwatch:stripe",
                roleArn: "arn:aws:iam:partner-door",
                deadLetterConfig: { arn: "arn:aws:sqs:partner-door-dead-letters" },
                retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
            });
            expect(options.dependsOn).to.deep.equal([
                "RolePolicy partner-door",
                "QueuePolicy partner-door-dead-letters",
            ]);
        });

        it("lets EventBridge alone assume the role, which may put events on that bus and nothing else", () => {
            const { inputs: role } = named("aws:iam/role:Role", "partner-door");
            const { inputs: policy } = named("aws:iam/rolePolicy:RolePolicy", "partner-door");

            expect(JSON.parse(role.assumeRolePolicy as string)).to.have.deep.property("Statement", [
                { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "events.amazonaws.com" } },
            ]);
            expect(JSON.parse(policy.policy as string)).to.have.deep.property("Statement", [
                { Effect: "Allow", Action: ["events:PutEvents"], Resource: ["arn:aws:cloudwatch:stripe"] },
            ]);
        });

        it("lets the rule alone put what it cannot forward into the queue, which the outputs name", () => {
            const { inputs } = named("aws:sqs/queuePolicy:QueuePolicy", "partner-door-dead-letters");
            const [statement] = (JSON.parse(inputs.policy as string) as { Statement: { Condition: object }[] })
                .Statement;

            expect(statement?.Condition).to.deep.equal({
                ArnEquals: { "aws:SourceArn": ["arn:aws:cloudwatch:partner-door"] },
            });
            expect(outputs.deadLetterQueueUrls).to.include({
                "partner-door": "https://queue/partner-door-dead-letters",
            });
            expect(outputs).to.include({ webhookUrl: "https://api/v1/stripe/webhook" });
        });

        it("charts what is forwarded and what is not", () => {
            const { inputs } = named("aws:cloudwatch/dashboard:Dashboard", "stripe");
            const { widgets } = JSON.parse(inputs.dashboardBody as string) as {
                widgets: { properties: { title?: string } }[];
            };

            expect(widgets.map(({ properties }) => properties.title)).to.include.members([
                "Partner bus: events",
                "Partner bus: dead letters",
            ]);
        });
    });

    describe("as the only way in", () => {
        let resources: readonly Registered[];
        let outputs: Record<string, unknown>;

        before(async () => {
            ({ resources, outputs } = await programWith(partnerAlone));
        });

        it("leaves out the API, the receiver, the secret, and what tells of them", () => {
            const types = resources.map(({ type }) => type.split("/")[0]);
            const alarms = resources.filter(({ type }) => type.endsWith(":MetricAlarm")).map(({ name }) => name);

            expect(types).to.not.include("aws:apigateway");
            expect(types).to.not.include("aws:secretsmanager");
            expect(resources.map(({ name }) => name).filter((name) => name.startsWith("webhook"))).to.deep.equal([]);
            expect(alarms).to.include("stripe-partner-door-dead-letters");
            expect(
                alarms.filter((name) => /webhook|receive|signature|bus-failures|requests|server/.test(name)),
            ).to.deep.equal([]);
        });

        it("has neither a URL nor a secret among the outputs", () => {
            expect(outputs).to.include({ webhookUrl: undefined, signingSecretArn: undefined });
            expect(outputs.functions).to.have.all.keys("billing-state", "payment-trouble");
        });
    });

    it("has a queue of its own for what its bus cannot encrypt with a key of yours", async () => {
        const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/c0ffee";

        const { resources } = await programWith({ ...both, "stripe-eventbridge:kmsKeyArn": kmsKeyArn });
        const bus = resources.find(({ type, name }) => type.endsWith(":EventBus") && name === "partner-door");
        const queue = resources.find(
            ({ type, name }) => type.endsWith(":Queue") && name === "partner-door-dead-letters",
        );

        expect(bus?.inputs).to.deep.include({
            kmsKeyIdentifier: kmsKeyArn,
            deadLetterConfig: { arn: "arn:aws:sqs:partner-door-bus-dead-letters" },
        });
        expect(queue?.inputs.kmsMasterKeyId).to.equal(kmsKeyArn);
        expect(resources.map(({ name }) => name)).to.include("stripe-partner-door-bus-dead-letters");
    });

    for (const text of [
        source,
        `arn:aws:events:eu-west-1::event-source/${source}`,
        `arn:aws:events:eu-west-1:123456789012:event-bus/${source}`,
    ]) {
        it(`is named by ${text}`, async () => {
            const { outputs } = await runProgram(() => ({ source: readSettings().partnerEventSource }), {
                config: { [setting]: text },
            });

            expect(outputs).to.deep.equal({ source });
        });
    }

    for (const [what, text, says] of [
        ["a destination's id alone", "ed_test_61SfXA1DXd", /must be the name that Stripe shows/],
        ["another partner's source", "aws.partner/shop.com/ed_1", /must be the name that Stripe shows/],
        ["a partner without a source", "aws.partner/stripe.com/", /must be the name that Stripe shows/],
        ["an ARN of something else", "arn:aws:sqs:eu-west-1:123456789012:q", /must be the name that Stripe shows/],
        [
            "a source of another region",
            `arn:aws:events:us-east-1::event-source/${source}`,
            /is of the region us-east-1, but the stack is in eu-west-1/,
        ],
    ] as const) {
        it(`is refused as ${what}, with the remedy`, async () => {
            const message = await refusal({ [setting]: text });

            expect(message).to.match(says);
            expect(message).to.match(/^partnerEventSource is .*"pulumi config set |make a destination/);
        });
    }

    it("is refused where it is of test mode and the stack is of live mode", async () => {
        expect(await refusal({ ...both, "stripe-eventbridge:mode": "live" })).to.match(
            /^partnerEventSource is of Stripe's test mode, but mode is live/,
        );
    });

    for (const preview of [true, false]) {
        it(`is refused where this account and region do not have it, ${preview ? "in a preview" : "in an update"}`, async () => {
            const run = runProgram(() => ({ name: requireEventSource(source) }), {
                preview,
                eventSources: ["aws.partner/stripe.com/ed_test_other"],
            });

            expect((await failure(run)).message).to.match(
                /^partnerEventSource: this AWS account has no event source .*ed_test_61SfXA1DXd in eu-west-1 .*aws events list-event-sources/,
            );
        });
    }

    it("is needed where there is no webhook", async () => {
        expect(await refusal({ "stripe-eventbridge:webhook": "false" })).to.match(
            /^webhook is false, but partnerEventSource is not set.*"pulumi config set webhook true"$/,
        );
    });

    it("leaves no endpoint to register where there is no webhook", async () => {
        expect(await refusal({ ...partnerAlone, "stripe-eventbridge:registerEndpoint": "true" })).to.match(
            /^registerEndpoint is true, but webhook is false.*"pulumi config set registerEndpoint false"/,
        );
    });

    it("needs no signing secret where there is no webhook", async () => {
        const { outputs } = await runProgram(() => ({ ...readSettings() }), {
            config: { ...partnerAlone, "stripe-eventbridge:signingSecret": undefined },
        });

        expect(outputs).to.include({ webhook: false, partnerEventSource: source });
        expect(outputs).to.not.have.property("signingSecret");
    });

    it("keeps the name partner from endpoints", async () => {
        const named = "stripe-eventbridge:signingSecrets";

        const run = runProgram(() => ({ secrets: readSettings().signingSecrets }), {
            config: { [named]: JSON.stringify({ partner: "whsec_p_0123456789" }) },
            secrets: [named],
        });

        expect((await failure(run)).message).to.match(/^signingSecrets has the name "partner"/);
    });
});
