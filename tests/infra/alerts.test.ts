import { expect } from "chai";

import { programWith, type Registered, wrapSecret } from "./run-program";

const url = "https://hooks.slack.com/services/T0/B0/a-secret";
const alertUrl = "stripe-eventbridge:alertUrl";
const alertEmail = "stripe-eventbridge:alertEmail";
const subscriptions = ["billing-state", "payment-trouble"];

describe("Alerts", function () {
    this.timeout(60_000);
    let without: readonly Registered[];
    let all: readonly Registered[];
    let more: readonly Registered[];
    let outputs: Readonly<Record<string, unknown>>;

    before(async () => {
        ({ resources: without } = await programWith());
        ({ resources: all, outputs } = await programWith({ [alertUrl]: url, [alertEmail]: "oncall@example.com" }, [
            alertUrl,
        ]));
        more = all.filter(({ type, name }) => !without.some((one) => one.type === type && one.name === name));
    });

    const find = (type: string, name: string) =>
        all.find((one) => one.type.endsWith(`:${type}`) && one.name === name) as Registered;
    const count = (resources: readonly Registered[]) => {
        const counts: Record<string, number> = {};
        resources.forEach(({ type }) => (counts[type] = (counts[type] ?? 0) + 1));
        return counts;
    };

    it("are nothing without an address or a URL, and exactly these resources with both", () => {
        expect(without.filter(({ type }) => /Alerts|:sns/.test(type))).to.deep.equal([]);
        expect(count(more)).to.deep.equal({
            "stripe-eventbridge:index:Alerts": 1,
            "stripe-eventbridge:index:ClosureFunction": 2,
            // The webhook, each subscription, the tables.
            "aws:cloudwatch/compositeAlarm:CompositeAlarm": 4,
            "aws:cloudwatch/logGroup:LogGroup": 2,
            "aws:cloudwatch/metricAlarm:MetricAlarm": 1,
            "aws:iam/role:Role": 2,
            "aws:iam/rolePolicy:RolePolicy": 2,
            "aws:lambda/function:Function": 2,
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": 2,
            "aws:lambda/permission:Permission": 4,
            "aws:secretsmanager/secret:Secret": 1,
            "aws:secretsmanager/secretVersion:SecretVersion": 1,
            "aws:sns/topic:Topic": 1,
            "aws:sns/topicSubscription:TopicSubscription": 1,
            "aws:sqs/queue:Queue": 1,
        });
    });

    it("name their functions and the queue of what was not told to people's tools", () => {
        const describe = (name: string) => ({
            role: "alert",
            functionName: `${name}-name`,
            logGroupName: `${name}-name`,
            service: "alerts",
        });

        expect(outputs.functions).to.deep.include({
            "alert-url": describe("alert-url"),
            "alert-email": describe("alert-email"),
        });
        expect(outputs.deadLetterQueueUrls).to.deep.include({ alerts: "https://queue/alert-dead-letters" });
    });

    for (const [key, own, other] of [
        [alertUrl, "alert-url", "alert-email"],
        [alertEmail, "alert-email", "alert-url"],
    ] as const) {
        it(`have only what ${key} needs, when there is only that`, async () => {
            const value = key === alertUrl ? url : "oncall@example.com";
            const { resources } = await programWith({ [key]: value }, key === alertUrl ? [alertUrl] : []);

            const functions = resources.filter(({ type }) => type.endsWith(":Function")).map(({ name }) => name);
            expect(functions).to.include(own).and.not.to.include(other);
            const others = key === alertUrl ? /:sns/ : /secretsmanager.*:alert/;
            expect(resources.filter(({ type, name }) => others.test(`${type}:${name}`))).to.deep.equal([]);
        });
    }

    it("let a function read the stack's alarms and its own way to people, and no more", () => {
        const statements = (name: string) =>
            (JSON.parse(find("RolePolicy", name).inputs.policy as string) as { Statement: object[] }).Statement.slice(
                2,
            );
        const describe = {
            Effect: "Allow",
            Action: ["cloudwatch:DescribeAlarms"],
            Resource: ["stripe", "stripe-eventbridge__test"].map(
                (prefix) => `arn:aws:cloudwatch:alert-dead-letters:undefined:alarm:${prefix}-*`,
            ),
        };
        const deadLetter = {
            Effect: "Allow",
            Action: ["sqs:SendMessage"],
            Resource: ["arn:aws:sqs:alert-dead-letters"],
        };

        expect(statements("alert-url")).to.deep.equal([
            describe,
            {
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: ["arn:aws:secretsmanager:alert-url"],
            },
            deadLetter,
        ]);
        expect(statements("alert-email")).to.deep.equal([
            describe,
            { Effect: "Allow", Action: ["sns:Publish"], Resource: ["arn:aws:sns:alert-email"] },
            deadLetter,
        ]);
    });

    it("keep the URL in a secret, and out of what else is deployed", () => {
        expect(find("SecretVersion", "alert-url").inputs.secretString).to.deep.equal(wrapSecret(url));
        const others = all.filter(({ type }) => !type.endsWith(":SecretVersion"));
        expect(JSON.stringify(others)).not.to.contain("a-secret");
        expect(find("Function", "alert-url").inputs.environment).to.deep.equal({
            variables: {
                POWERTOOLS_METRICS_NAMESPACE: "StripeEventBridge/stripe-eventbridge__test",
                STACK: "test",
                ALERT_URL_SECRET_ARN: "arn:aws:secretsmanager:alert-url",
            },
        });
    });

    it("are invoked once for a cause, in ALARM and in OK, and never for themselves", () => {
        const functions = ["arn:aws:lambda:alert-url", "arn:aws:lambda:alert-email"];
        const acting = all.filter(
            ({ type, inputs }) => type.endsWith("Alarm") && ((inputs.alarmActions ?? []) as unknown[]).length > 0,
        );

        for (const { name, inputs } of acting) {
            expect(inputs.alarmActions, name).to.deep.equal(functions);
            expect(inputs.okActions, name).to.deep.equal(functions);
        }
        expect(acting.map(({ name }) => name)).to.have.members([
            "stripe-the-webhook",
            "stripe-events-too-large",
            "stripe-signatures-refused",
            "stripe-requests-throttled",
            ...subscriptions.map((name) => `stripe-${name}`),
            "stripe-the-tables",
        ]);
        const rule = (name: string) => (find("CompositeAlarm", name).inputs.alarmRule as string).split(" OR ");
        const alarm = (name: string) => `ALARM("stripe-${name}-name")`;
        expect(rule("stripe-payment-trouble")).to.have.members(
            ["lost", "letters-lost", "dead-letters", "throttled"].map((kind) => alarm(`payment-trouble-${kind}`)),
        );
        expect(rule("stripe-the-webhook")).to.have.members(
            ["bus-failures", "receive-failures", "receiver-throttled", "server-errors"].map(alarm),
        );
    });

    it("have each alarm of the stack under the one over all, by its cause", () => {
        const { alarmRule } = find("CompositeAlarm", "stripe").inputs as { alarmRule: string };
        const named = alarmRule.split(" OR ").map((one) => /^ALARM\("(.*)"\)$/.exec(one)?.[1]);

        expect(named).to.have.members([
            ...["events-too-large", "signatures-refused", "requests-throttled", "alerts-dead-letters"].map(
                (name) => `stripe-${name}-name`,
            ),
            ...["the-webhook", "the-tables", ...subscriptions].map((cause) => `stripe-eventbridge__test-${cause}`),
        ]);
    });

    it("are tried three times, then dead-lettered", () => {
        for (const name of ["alert-url", "alert-email"]) {
            expect(find("FunctionEventInvokeConfig", name).inputs).to.deep.equal({
                functionName: `${name}-name`,
                maximumRetryAttempts: 2,
                destinationConfig: { onFailure: { destination: "arn:aws:sqs:alert-dead-letters" } },
            });
        }
    });
});
