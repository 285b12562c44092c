import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { ListMetricsOutput } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import {
    DeleteFunctionConcurrencyCommand,
    InvokeCommand,
    LambdaClient,
    PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { until } from "local-cloud/testing";
import { makeEvent } from "stripe-events";
import Stripe from "stripe";

import { stripeEvent, subscription } from "../handlers/billing/stripe-event";
import { startWatchedSystem, type WatchedSystem } from "../support/watched-system";

/** Emitted here only if two deliveries happen to meet. */
const byChance = "WriteConflicts of recorder";

/** Named by a chart or an alarm, and emitted by nothing that can be made to happen here. */
const onlyAtAws: Readonly<Record<string, string>> = {
    "BusFailures of receiver":
        "EventBridge refuses one entry of a request only where it throttles (tests/handlers/receive.test.ts counts it)",
    RequestsThrottled: "a metric filter over API Gateway's access log; the local cloud has none",
    [byChance]:
        "two environments must write one object at the same moment: by chance alone (tests/handlers/record.test.ts counts it)",
    WriteThrottleEvents: "DynamoDB throttles here nobody",
    ReadThrottleEvents: "DynamoDB throttles here nobody",
};

/** A metric as CloudWatch identifies it, in a form that compares. */
function identify(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
    return `${namespace} ${name} ${JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort()))}`;
}

describe("The metrics that the dashboard and the alarms name", function () {
    this.timeout(120_000);
    let system: WatchedSystem;
    let lambda: LambdaClient;
    let sqs: SQSClient;
    let bus: EventBridgeClient;
    let database: DynamoDBClient;

    before(async () => {
        system = await startWatchedSystem();
        lambda = new LambdaClient({ ...system.aws, maxAttempts: 1 });
        sqs = new SQSClient(system.aws);
        bus = new EventBridgeClient(system.aws);
        database = new DynamoDBClient(system.aws);
    });

    after(async () => {
        [lambda, sqs, bus, database].forEach((client) => client?.destroy());
        await system?.stop();
    });

    async function listEmitted(): Promise<Set<string>> {
        const all = new Set<string>();
        const { cloud } = system;
        let NextToken: string | undefined;
        do {
            // In this process: it is asked a hundred times for hundreds of metrics.
            const page: ListMetricsOutput = await cloud.call(cloud.cloudwatch, "ListMetrics", { NextToken });
            for (const { Namespace = "", MetricName = "", Dimensions = [] } of page.Metrics ?? []) {
                const dimensions = Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
                all.add(identify(Namespace, MetricName, dimensions));
            }
            ({ NextToken } = page);
        } while (NextToken !== undefined);
        return all;
    }

    /** What the alarms and the dashboard's charts name; a search by rule is taken for each rule of the bus. */
    function listNamed(): string[] {
        const { resources } = system.graph;
        const ofType = (type: string) => resources.filter((one) => one.type === type);
        const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) =>
            identify(
                inputs.namespace as string,
                inputs.metricName as string,
                inputs.dimensions as Record<string, string>,
            ),
        );
        const body = ofType("aws:cloudwatch/dashboard:Dashboard")[0]?.inputs.dashboardBody as string;
        const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics?: unknown[][] } }[] };
        const rules = ofType("aws:cloudwatch/eventRule:EventRule")
            .filter(({ inputs }) => inputs.eventBusName === system.outputs.busName)
            .map(({ outputs }) => outputs.name as string);
        const charts = widgets
            .flatMap(({ properties }) => properties.metrics ?? [])
            .flatMap((metric) => {
                const [first, name, ...rest] = metric as string[];
                if (typeof first !== "string") {
                    const [, found = ""] = /MetricName="(\w+)"/.exec(JSON.stringify(metric).replaceAll("\\", "")) ?? [];
                    return rules.map((RuleName) =>
                        identify("AWS/Events", found, { EventBusName: system.outputs.busName, RuleName }),
                    );
                }
                const pairs = rest
                    .slice(0, -1)
                    .flatMap((key, index, all) => (index % 2 === 0 ? [[key, all[index + 1]]] : []));
                return [identify(first, name ?? "", Object.fromEntries(pairs) as Record<string, string>)];
            });
        return [...new Set([...alarms, ...charts])].sort();
    }

    async function isEmitted(service: string, ...names: string[]): Promise<boolean> {
        const all = await listEmitted();
        return names.every((name) => all.has(identify(system.outputs.metricsNamespace, name, { service })));
    }

    /** Waits until all of these names are counted under one service. */
    async function emitted(service: string, ...names: string[]): Promise<void> {
        await until(`${names.join(", ")} of ${service}`, () => isEmitted(service, ...names));
    }

    const poison = { set: { metadata: { poison: "yes" } } };

    async function sendEvents(): Promise<void> {
        const created = Math.floor(Date.now() / 1000) - 100;
        const event = makeEvent("customer.created", { created });
        const { id } = event.data.object;
        const update = (seconds: number, name: string) =>
            makeEvent("customer.updated", { created: created + seconds, set: { "data.object.id": id, name } });
        await system.post(event);
        await system.post(event);
        await emitted("recorder", "EventsApplied", "EventsDuplicate");
        await repeatChange(`platform#customer#${id}`);
        await system.post(update(50, "Ana"));
        await until("one that is late", async () => {
            await system.post(update(20, "Ben"));
            return isEmitted("recorder", "EventsStale");
        });
        // Stripe, which could tell them apart, does not tell.
        system.mayRead([]);
        for (const [nth, status] of ["active", "past_due"].entries()) {
            const object = subscription({ id: "sub_open", status });
            await system.post(stripeEvent(object, { id: `evt_open_${nth}`, created: created + 60 }));
        }
        await emitted("recorder", "RetrieveFailures", "EventsAmbiguous");
        system.mayRead(["account", "customer", "event"]);
        await system.post({
            ...event,
            id: "evt_of_no_object",
            type: "balance.available",
            data: { object: { object: "balance" } },
        });
        await emitted("recorder", "EventsIgnored");
    }

    /** Hands over an item's last change as its table's stream did: it is done, and must not repeat. */
    async function repeatChange(objectKey: string): Promise<void> {
        const Keys = { objectKey: { S: objectKey } };
        const table = { TableName: system.outputs.stateTableName, Key: Keys };
        const { Item: NewImage } = await database.send(new GetItemCommand(table));
        const Records = [{ dynamodb: { Keys, NewImage, SequenceNumber: "1" } }];
        await invoke("access", { Records });
        await invoke("access", { Records });
        await emitted("access", "ChangesSkipped");
    }

    async function sendWhatIsRefused(): Promise<void> {
        await system.post(makeEvent("customer.created"), "whsec_another");
        await system.post(makeEvent("customer.created", { livemode: true }));
        await system.post({ no: "event" });
        await system.post(makeEvent("customer.created", { set: { description: "x".repeat(1_100_000) } }));
        await invoke("webhook-receive", { body: 5 });
        await emitted(
            "receiver",
            "SignaturesRefused",
            "OtherModeEvents",
            "NotStripeEvents",
            "EventsTooLarge",
            "ReceiveFailures",
        );
    }

    /** Once for each function, at once or by Lambda's queue. @returns its error's name, or that of the refusal */
    async function invoke(
        name: string,
        payload: unknown,
        InvocationType: "Event" | "RequestResponse" = "RequestResponse",
    ) {
        const { functionName: FunctionName } = system.findFunction(name);
        const Payload = Buffer.from(JSON.stringify(payload));
        return lambda.send(new InvokeCommand({ FunctionName, Payload, InvocationType })).then(
            ({ FunctionError }) => FunctionError,
            (error: Error) => error.name,
        );
    }

    async function throttleAll(): Promise<void> {
        for (const [name, { functionName: FunctionName }] of Object.entries(system.outputs.functions)) {
            await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
            expect(await invoke(name, {}), name).to.equal("TooManyRequestsException");
            await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
        }
    }

    async function keepInStep(): Promise<void> {
        const { hostname: host, port } = new URL(system.stripe.url);
        const client = new Stripe(system.stripe.secretKey, { host, port, protocol: "http", telemetry: false });
        // What is younger than a minute may be on its way.
        system.backdate(120_000);
        await client.customers.create({ name: "Missed" });
        const endOutage = system.stripe.state.failEvents();
        await client.customers.create({ name: "Unmade" });
        endOutage();
        system.backdate(0);
        await system.runSync("recover");
        await system.runSync("reconcile");
        await emitted(
            "sync",
            "RecoveriesDone",
            "EventsRecovered",
            "ObjectsFollowed",
            "ReconciliationsDone",
            "ObjectsLeftDrifted",
        );
        system.mayRead([]);
        await system.runSync("recover");
        await emitted("sync", "RunFailures");
        system.mayRead(["account", "customer", "event"]);
        // A run ends a minute and a half before Lambda ends it.
        const sync = system.graph.resources.find(({ name, type }) => name === "sync" && type.endsWith(":Function"));
        Object.assign(sync?.inputs ?? {}, { timeout: 60 });
        await system.cloud.apply(system.graph);
        await system.runSync("reconcile");
        await emitted("sync", "RunsCutShort");
    }

    /** The last of all: what it takes away does not come back. */
    async function loseEvents(): Promise<void> {
        await system.post(makeEvent("customer.created", poison));
        await emitted("welcome", "HandlerFailures");
        await emitted("access", "HandlerFailures");
        const queues = system.graph.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
        const deleteQueue = async (name: string) => {
            const queue = queues.find((one) => one.name === `${name}-dead-letters`);
            await sqs.send(new DeleteQueueCommand({ QueueUrl: queue?.outputs.url as string }));
        };
        await deleteQueue("access");
        await system.post(makeEvent("customer.created", poison));
        await lost("access");
        for (const { type, inputs, outputs } of system.graph.resources) {
            if (type === "aws:lambda/permission:Permission" && inputs.principal === "events.amazonaws.com") {
                const functionName = (inputs.function as string).split(":").at(-1) as string;
                await system.cloud.lambda.removePermission(functionName, (outputs.statementId ?? outputs.id) as string);
            }
        }
        await system.post(makeEvent("customer.created"));
        await until("dead letters of both rules", async () => {
            return [...(await listEmitted())].filter((one) => one.includes("InvocationsSentToDlq")).length === 2;
        });
        await Promise.all(["billing-state", "welcome", "sync"].map(deleteQueue));
        await system.post(makeEvent("customer.created"));
        await invoke("billing-state", { detail: {} }, "Event");
        await invoke("welcome", { detail: makeEvent("customer.created", poison) }, "Event");
        await invoke("sync", null, "Event");
        for (const name of ["sync-recover", "sync-reconcile"]) {
            const rule = system.graph.resources.find((one) => one.name === name && one.type.endsWith(":EventRule"));
            const Name = rule?.outputs.name as string;
            await bus.send(new PutRuleCommand({ Name, ScheduleExpression: "rate(10 minutes)", State: "ENABLED" }));
        }
        await Promise.all(["billing-state", "welcome", "sync"].map(lost));
        await until("lost letters of all rules", async () => {
            return (
                [...(await listEmitted())].filter((one) => one.includes("InvocationsFailedToBeSentToDlq")).length === 4
            );
        });
    }

    async function lost(name: string): Promise<void> {
        const { functionName: FunctionName } = system.findFunction(name);
        const metric = identify("AWS/Lambda", "DestinationDeliveryFailures", { FunctionName });
        await until(`letters of ${name} that are lost`, async () => (await listEmitted()).has(metric));
    }

    it("are each emitted by a run of the whole program, but for those that AWS alone emits", async () => {
        await sendEvents();
        await sendWhatIsRefused();
        await throttleAll();
        await keepInStep();
        await loseEvents();

        const named = listNamed();
        const isOf = (metric: string, one: string) => {
            const [name = "", service] = one.split(" of ");
            return metric.includes(` ${name} `) && (service === undefined || metric.includes(`"${service}"`));
        };
        const isExplained = (metric: string) => Object.keys(onlyAtAws).some((one) => isOf(metric, one));
        const findMissing = async () => {
            const all = await listEmitted();
            return named.filter((metric) => !all.has(metric) && !isExplained(metric));
        };
        // A queue's depth is counted once a minute.
        await until("all metrics", async () => (await findMissing()).length === 0).catch(() => undefined);
        const missing = await findMissing();

        expect(named.length).to.be.greaterThan(70);
        expect(missing).to.deep.equal([]);
        const all = await listEmitted();
        expect(
            named.filter((metric) => all.has(metric) && isExplained(metric) && !isOf(metric, byChance)),
            "emitted after all",
        ).to.deep.equal([]);
    });
});
