import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { receiverService, recorderService, syncService } from "../../handlers/service-names";
import { countedMetrics, namedServices } from "./counted-metrics";
import { programWith, type Registered } from "./run-program";

interface Widget {
    type: string;
    x: number;
    y: number;
    width: number;
    height: number;
    properties: { title: string; metrics?: unknown[][]; alarms?: string[]; region?: string };
}

/** A metric as a chart or an alarm names it. */
interface Named {
    namespace: string;
    name: string;
    dimensions: Record<string, string>;
}

const topic = "arn:aws:sns:eu-west-1:123456789012:alarms";
const queueDepth = "AWS/SQS ApproximateNumberOfMessagesVisible";
const writeThrottles = "AWS/DynamoDB WriteThrottleEvents";

const apiKey = "stripe-eventbridge:stripeApiKey";
/** With all that can be watched. */
const keyed = { [apiKey]: "rk_test_0123456789" };

describe("Observability", function () {
    this.timeout(60_000);
    let resources: readonly Registered[];
    let alarms: Registered[];
    let dashboard: Registered;

    before(async () => {
        ({ resources } = await programWith(keyed, [apiKey]));
        alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
        dashboard = ofType("aws:cloudwatch/dashboard:Dashboard")[0] as Registered;
    });

    const ofType = (type: string) => resources.filter((one) => one.type === type);
    const widgets = () => (JSON.parse(dashboard.inputs.dashboardBody as string) as { widgets: Widget[] }).widgets;

    it("raises exactly these alarms", () => {
        const receiver = { service: "receiver" };
        const sync = { service: "sync" };
        const once = "1 in 1 of 1 × 300 s";
        const lasting = "1 in 3 of 3 × 300 s";
        const lambda = (FunctionName: string) => ({ FunctionName });
        const queue = (QueueName: string) => ({ QueueName });
        const rule = (name: string) => ({ EventBusName: "stripe-name", RuleName: `${name}-name` });
        const table = (TableName: string) => ({ TableName });
        const index = (GlobalSecondaryIndexName: string) => ({
            ...table("billing-state-name"),
            GlobalSecondaryIndexName,
        });

        expect(Object.fromEntries(alarms.map(({ name, inputs }) => [name, summary(inputs)]))).to.deep.equal({
            "stripe-server-errors": [
                "AWS/ApiGateway 5XXError Sum",
                { ApiName: "stripe-eventbridge__test-webhook", Stage: "v1" },
                once,
            ],
            "stripe-bus-failures": ["StripeEventBridge/stripe-eventbridge__test BusFailures Sum", receiver, once],
            "stripe-receive-failures": [
                "StripeEventBridge/stripe-eventbridge__test ReceiveFailures Sum",
                receiver,
                once,
            ],
            "stripe-events-too-large": [
                "StripeEventBridge/stripe-eventbridge__test EventsTooLarge Sum",
                receiver,
                once,
            ],
            "stripe-signatures-refused": [
                "StripeEventBridge/stripe-eventbridge__test SignaturesRefused Sum",
                receiver,
                "3 in 3 of 4 × 900 s",
            ],
            "stripe-requests-throttled": ["StripeEventBridge/stripe-eventbridge__test RequestsThrottled Sum", {}, once],
            "stripe-receiver-throttled": ["AWS/Lambda Throttles Sum", lambda("webhook-receive-name"), lasting],
            "stripe-billing-state-dead-letters": [
                `${queueDepth} Maximum`,
                queue("billing-state-dead-letters-name"),
                once,
            ],
            "stripe-billing-state-lost": [
                "AWS/Lambda DestinationDeliveryFailures Sum",
                lambda("billing-state-name"),
                once,
            ],
            "stripe-billing-state-letters-lost": [
                "AWS/Events InvocationsFailedToBeSentToDlq Sum",
                rule("billing-state"),
                once,
            ],
            "stripe-billing-state-throttled": ["AWS/Lambda Throttles Sum", lambda("billing-state-name"), lasting],
            "stripe-payment-trouble-dead-letters": [
                `${queueDepth} Maximum`,
                queue("payment-trouble-dead-letters-name"),
                once,
            ],
            "stripe-payment-trouble-lost": [
                "AWS/Lambda DestinationDeliveryFailures Sum",
                lambda("payment-trouble-name"),
                once,
            ],
            "stripe-payment-trouble-letters-lost": [
                "AWS/Events InvocationsFailedToBeSentToDlq Sum",
                rule("payment-trouble"),
                once,
            ],
            "stripe-payment-trouble-throttled": ["AWS/Lambda Throttles Sum", lambda("payment-trouble-name"), lasting],
            "stripe-sync-recover-not-run": [
                "StripeEventBridge/stripe-eventbridge__test RecoveriesDone Sum",
                sync,
                "fewer than 1 in 1 of 1 × 10800 s",
            ],
            "stripe-sync-reconcile-not-run": [
                "StripeEventBridge/stripe-eventbridge__test ReconciliationsDone Sum",
                sync,
                "fewer than 1 in 2 of 2 × 86400 s",
            ],
            "stripe-sync-left-drifted": [
                "StripeEventBridge/stripe-eventbridge__test ObjectsLeftDrifted Sum",
                sync,
                once,
            ],
            "stripe-sync-cut-short": ["StripeEventBridge/stripe-eventbridge__test RunsCutShort Sum", sync, once],
            "stripe-sync-throttled": ["AWS/Lambda Throttles Sum", lambda("sync-name"), lasting],
            "stripe-sync-dead-letters": [`${queueDepth} Maximum`, queue("sync-dead-letters-name"), once],
            "stripe-sync-lost": ["AWS/Lambda DestinationDeliveryFailures Sum", lambda("sync-name"), once],
            "stripe-sync-recover-letters-lost": [
                "AWS/Events InvocationsFailedToBeSentToDlq Sum",
                { RuleName: "sync-recover-name" },
                once,
            ],
            "stripe-sync-reconcile-letters-lost": [
                "AWS/Events InvocationsFailedToBeSentToDlq Sum",
                { RuleName: "sync-reconcile-name" },
                once,
            ],
            "stripe-state-writes-throttled": [`${writeThrottles} Sum`, table("billing-state-name"), once],
            "stripe-state-byCustomer-writes-throttled": [`${writeThrottles} Sum`, index("byCustomer"), once],
            "stripe-state-byStatus-writes-throttled": [`${writeThrottles} Sum`, index("byStatus"), once],
            "stripe-state-byCustomerAccount-writes-throttled": [
                `${writeThrottles} Sum`,
                index("byCustomerAccount"),
                once,
            ],
            "stripe-ledger-writes-throttled": [`${writeThrottles} Sum`, table("billing-ledger-name"), once],
            "stripe-once-writes-throttled": [`${writeThrottles} Sum`, table("stripe-once-name"), once],
        });
    });

    it("leaves no rule, no dead-letter queue, no function, no table and no index of the state unwatched", () => {
        const indexes = (ofType("aws:dynamodb/table:Table").find(({ name }) => name === "billing-state")?.inputs
            .globalSecondaryIndexes ?? []) as { name: string }[];
        const watched = (metric: string, dimension: string) =>
            alarms
                .filter(({ inputs }) => `${inputs.namespace} ${inputs.metricName}` === metric)
                .map(({ inputs }) => (inputs.dimensions as Record<string, string>)[dimension])
                .filter((value) => value !== undefined)
                .sort();
        const physical = (type: string) =>
            ofType(type)
                .map(({ name }) => `${name}-name`)
                .sort();

        expect(watched("AWS/Events InvocationsFailedToBeSentToDlq", "RuleName")).to.deep.equal(
            physical("aws:cloudwatch/eventRule:EventRule"),
        );
        expect(watched(queueDepth, "QueueName")).to.deep.equal(physical("aws:sqs/queue:Queue"));
        expect(watched("AWS/Lambda Throttles", "FunctionName")).to.deep.equal(physical("aws:lambda/function:Function"));
        expect([...new Set(watched(writeThrottles, "TableName"))]).to.deep.equal(physical("aws:dynamodb/table:Table"));
        expect(watched(writeThrottles, "GlobalSecondaryIndexName")).to.deep.equal(
            indexes.map(({ name }) => name).sort(),
        );
    });

    it("says of each what is wrong, whether anything is lost, and the command that mends it", () => {
        const words = Object.fromEntries(
            alarms.map(({ name, inputs }) => [name, (inputs.alarmDescription as string).split("\n")]),
        );

        for (const [name, lines] of Object.entries(words)) {
            expect(lines, name).to.have.length(3);
            expect(lines[0], name).to.match(/^[\w' -]+: .+\.$/);
            expect(lines[1], name).to.match(/\b(lost|wrong|get|left|in CloudWatch)\b/);
        }
        expect(words["stripe-payment-trouble-dead-letters"]).to.deep.equal([
            "payment-trouble: events that it could not handle wait in its dead-letter queue.",
            "Nothing is lost: they wait for 14 days.",
            "See the causes: npm run dlq -- list payment-trouble. Mend them, and give the events to the handler again: npm run " +
                "dlq -- redrive payment-trouble",
        ]);
        expect(words["stripe-billing-state-lost"]?.[2]).to.include("npm run replay -- --from … --only billing-state");
    });

    it("takes silence for health, but for letters that wait longer than SQS counts them and for runs that are not made", () => {
        for (const { name, inputs } of alarms) {
            const [, special = ""] = /-(dead-letters|not-run)$/.exec(name) ?? [];
            const expected = { "dead-letters": "ignore", "not-run": "breaching" }[special] ?? "notBreaching";
            expect(inputs.treatMissingData, name).to.equal(expected);
        }
    });

    it("says what to do in words that CloudWatch takes", () => {
        for (const { name, inputs } of alarms) {
            expect(inputs.actionsEnabled, name).to.equal(true);
            expect((inputs.alarmDescription as string).length, name).to.be.within(80, 1024);
        }
    });

    it("are all explained in docs/deploying.md", () => {
        const page = readFileSync(path.resolve(__dirname, "../../docs/deploying.md"), "utf8");
        const explained = [...page.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);

        for (const { name } of alarms) {
            const kind = name
                .replace(/^stripe-/, "")
                .replace(/^(billing-state|payment-trouble)-/, "SUBSCRIPTION-")
                .replace(/^(state|state-\w+|ledger|once)-writes/, "TABLE-writes");
            expect(explained, name).to.include(kind);
        }
    });

    it("tells the topic of the settings of every alarm, and nobody without one", async () => {
        const told = await programWith({ ...keyed, "stripe-eventbridge:alarmTopicArn": topic }, [apiKey]);
        const actions = (all: readonly Registered[]) =>
            all
                .filter(({ type }) => type.endsWith(":MetricAlarm"))
                .map(({ inputs }) => inputs.alarmActions as string[]);

        expect(actions(resources)).to.deep.equal(alarms.map(() => []));
        expect(actions(told.resources)).to.deep.equal(alarms.map(() => [topic]));
    });

    it("has one dashboard, named after project and stack, the same at every run", async () => {
        const told = await programWith({ ...keyed, "stripe-eventbridge:alarmTopicArn": topic }, [apiKey]);
        const bodies = told.resources
            .filter(({ type }) => type.endsWith(":Dashboard"))
            .map(({ inputs }) => inputs as unknown);

        expect(dashboard.inputs.dashboardName).to.equal("stripe-eventbridge__test");
        expect(bodies).to.deep.equal([dashboard.inputs]);
    });

    it("follows the way of an event, alarms first", () => {
        expect(widgets().map(({ properties }) => properties.title)).to.deep.equal([
            "Alarms",
            "Webhook: requests",
            "Webhook: time to answer",
            "Receiver: events",
            "Receiver: calls",
            "Receiver: duration",
            "Bus: events by rule",
            "Bus: failed deliveries by rule",
            "billing-state: events",
            "billing-state: duration",
            "billing-state: dead letters",
            "payment-trouble: events",
            "payment-trouble: duration",
            "payment-trouble: dead letters",
            "In step: runs",
            "In step: found",
            "In step: duration",
            "In step: dead letters",
            "Billing state: outcomes",
            "Billing state: conflicts",
            "Tables: throttled",
        ]);
        expect(widgets()[0]?.properties.alarms).to.have.members(alarms.map(({ name }) => `arn:aws:cloudwatch:${name}`));
    });

    it("fills the dashboard's 24 columns, without overlaps, in the stack's region", () => {
        const cells = widgets().flatMap(({ x, y, width, height }) =>
            Array.from(
                { length: width * height },
                (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
            ),
        );
        const rows = new Set(cells.map((cell) => cell.split(",")[1]));

        expect(new Set(cells).size).to.equal(cells.length);
        expect(cells).to.have.length(24 * rows.size);
        expect(
            widgets()
                .filter(({ type }) => type === "metric")
                .map(({ properties }) => properties.region),
        ).to.satisfy((regions: string[]) => regions.every((region) => region === "eu-west-1"));
    });

    it("charts each metric that an alarm is about", () => {
        const key = ({ namespace, name, dimensions }: Named) => JSON.stringify([namespace, name, dimensions]);
        const charted = charts(widgets()).map(key);

        for (const { name, inputs } of alarms) {
            const { namespace, metricName, dimensions } = inputs as { dimensions: Record<string, string> } & Record<
                string,
                string
            >;
            const sorted = Object.fromEntries(Object.entries(dimensions).sort());
            expect(charted, name).to.include(key({ namespace, name: metricName, dimensions: sorted } as Named));
        }
    });

    it("charts exactly what the handlers count, under the service that they count it with", () => {
        const subscriptions = ofType("stripe-eventbridge:index:Subscription").map(({ name }) => name);
        const services: Record<string, string[]> = {
            // index.ts has no change subscriber; observed-changes.test.ts has.
            "change-subscriber.ts": [],
            "receive.ts": [receiverService],
            "record.ts": [recorderService],
            "report.ts": [recorderService],
            "scheduled-sync.ts": [syncService],
            "sync/follow-alerts.ts": [syncService],
            "sync/recover.ts": [syncService],
            // The recorder's subscription counts all that it does under one name.
            "subscriber.ts": subscriptions.map((name) => (name === "billing-state" ? recorderService : name)),
        };
        const counted = Object.entries(countedMetrics()).flatMap(([file, names]) => {
            expect(services, `${file} counts, and nobody charts it`).to.have.property(file);
            return (services[file] as string[]).flatMap((service) => names.map((name) => `${service} ${name}`));
        });
        // The recorder has no `once`, and skips nothing.
        const emitted = counted.filter((one) => one !== `${recorderService} EventsSkipped`);
        const charted = charts(widgets())
            .filter(({ namespace, dimensions }) => namespace.startsWith("StripeEventBridge/") && dimensions.service)
            .map(({ name, dimensions }) => `${Object.values(dimensions).join()} ${name}`);

        expect(namedServices()).to.deep.equal(["alertService", "receiverService", "service", "syncService"]);
        expect(charted.sort()).to.deep.equal(emitted.sort());
    });

    it("has one alarm that is in ALARM while any other is, and tells nobody", () => {
        const [{ inputs }, ...others] = ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm") as [Registered];

        expect(others).to.deep.equal([]);
        expect(inputs.alarmName).to.equal("stripe-eventbridge__test");
        expect((inputs.alarmRule as string).split(" OR ")).to.have.members(
            alarms.map(({ name }) => `ALARM("${name}-name")`),
        );
        expect(inputs).not.to.have.any.keys("alarmActions", "okActions");
    });

    it("finds the bus's rules by a search for the bus's name", () => {
        const searches = widgets()
            .flatMap(({ properties }) => properties.metrics ?? [])
            .map(([first]) => (first as { expression?: string }).expression)
            .filter((expression) => expression !== undefined);

        expect(searches).to.deep.equal(
            ["TriggeredRules", "FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"].map(
                (metric) =>
                    `SEARCH('{AWS/Events,EventBusName,RuleName} EventBusName="stripe-name" MetricName="${metric}"', 'Sum', 300)`,
            ),
        );
    });
});

function summary(inputs: Registered["inputs"]): unknown[] {
    const fewer = inputs.comparisonOperator === "LessThanThreshold" ? "fewer than " : "";
    expect(inputs.comparisonOperator).to.equal(fewer ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold");
    return [
        `${inputs.namespace} ${inputs.metricName} ${inputs.statistic}`,
        inputs.dimensions,
        `${fewer}${inputs.threshold} in ${inputs.datapointsToAlarm} of ${inputs.evaluationPeriods} × ${inputs.period} s`,
    ];
}

/** The metrics that charts name one by one. */
function charts(widgets: readonly Widget[]): Named[] {
    return widgets
        .flatMap(({ properties }) => properties.metrics ?? [])
        .filter(([first]) => typeof first === "string")
        .map((metric) => {
            const [namespace, name, ...dimensions] = metric.slice(0, -1) as string[];
            const pairs = Array.from({ length: dimensions.length / 2 }, (_, index) =>
                dimensions.slice(2 * index, 2 * index + 2),
            );
            const sorted = Object.fromEntries(pairs.sort() as [string, string][]);
            return { namespace, name, dimensions: sorted } as Named;
        });
}
