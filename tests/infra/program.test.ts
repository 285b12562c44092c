import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import Stripe from "stripe";

import { StripeBus } from "../../infra/bus";
import { WebhookIngress } from "../../infra/ingress";
import { Observability } from "../../infra/observability";
import { BillingStore } from "../../infra/persistence";
import { readSettings } from "../../infra/settings";
import { programWith, type Registered, runProgram, wholeProgram, wrapSecret } from "./run-program";

const domain = {
    "stripe-eventbridge:domainName": "webhooks.example.com",
    "stripe-eventbridge:certificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/c0ffee",
};

/** Settings that change nothing of each other: one run shows all of them. */
const configured = {
    ...domain,
    "stripe-eventbridge:allowedCidrs": "3.18.12.63, 3.130.192.0/24",
    "stripe-eventbridge:mode": "live",
    "stripe-eventbridge:manageApiGatewayLogs": "true",
};
const keyed = {
    "stripe-eventbridge:stripeApiKey": "rk_test_0123456789",
    "stripe-eventbridge:recoverEveryMinutes": "15",
    "stripe-eventbridge:reconcileHourUtc": "23",
    "stripe-eventbridge:reconcileRepairs": "false",
};
const unprotected = { ...domain, "stripe-eventbridge:protect": "false" };

/** Resource types with how many of them there are. */
function cardinality(resources: readonly Registered[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of resources) {
        counts[type] = (counts[type] ?? 0) + 1;
    }
    return counts;
}

function readStatements({ inputs }: Registered): unknown[] {
    return (JSON.parse(inputs.policy as string) as { Statement: unknown[] }).Statement;
}

describe("the program", function () {
    this.timeout(60_000);
    let resources: readonly Registered[];
    let outputs: Record<string, unknown>;

    before(async () => {
        ({ resources, outputs } = await programWith());
    });

    const named = (type: string, name: string) => {
        const found = resources.filter((one) => one.type === type && one.name === name);
        expect(found, `${type} ${name}`).to.have.length(1);
        return found[0] as Registered;
    };

    it("declares exactly these resources", () => {
        expect(cardinality(resources)).to.deep.equal({
            "pulumi:pulumi:Stack": 1,
            "stripe-eventbridge:index:BillingStore": 1,
            "stripe-eventbridge:index:ClosureFunction": 3,
            "stripe-eventbridge:index:Observability": 1,
            "stripe-eventbridge:index:OnceTable": 1,
            "stripe-eventbridge:index:StripeBus": 1,
            "stripe-eventbridge:index:Subscription": 2,
            "stripe-eventbridge:index:WebhookIngress": 1,
            "aws:apigateway:x:API": 1,
            "aws:apigateway/deployment:Deployment": 1,
            "aws:apigateway/methodSettings:MethodSettings": 1,
            "aws:apigateway/restApi:RestApi": 1,
            "aws:apigateway/restApiPolicy:RestApiPolicy": 1,
            "aws:apigateway/stage:Stage": 1,
            "aws:cloudwatch/compositeAlarm:CompositeAlarm": 1,
            "aws:cloudwatch/dashboard:Dashboard": 1,
            "aws:cloudwatch/eventArchive:EventArchive": 1,
            "aws:cloudwatch/eventBus:EventBus": 1,
            "aws:cloudwatch/eventRule:EventRule": 2,
            "aws:cloudwatch/eventTarget:EventTarget": 2,
            "aws:cloudwatch/logDelivery:LogDelivery": 1,
            "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
            "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
            "aws:cloudwatch/logGroup:LogGroup": 5,
            "aws:cloudwatch/logMetricFilter:LogMetricFilter": 1,
            "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 1,
            "aws:cloudwatch/metricAlarm:MetricAlarm": 21,
            "aws:dynamodb/table:Table": 3,
            "aws:iam/role:Role": 3,
            "aws:iam/rolePolicy:RolePolicy": 3,
            "aws:lambda/function:Function": 3,
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": 2,
            "aws:lambda/permission:Permission": 3,
            "aws:secretsmanager/secret:Secret": 1,
            "aws:secretsmanager/secretVersion:SecretVersion": 1,
            "aws:sqs/queue:Queue": 2,
            "aws:sqs/queuePolicy:QueuePolicy": 2,
        });
    });

    it("declares the same in a preview", async () => {
        const preview = await runProgram(wholeProgram, { preview: true });

        expect(cardinality(preview.resources)).to.deep.equal(cardinality(resources));
    });

    it("has the stack outputs that people and tools read", () => {
        expect(outputs).to.deep.equal({
            webhookUrl: "https://api/v1/stripe/webhook",
            signingSecretArn: "arn:aws:secretsmanager:webhook-signing-secret",
            busName: "stripe-name",
            archiveName: "stripe-name",
            stateTableName: "billing-state-name",
            ledgerTableName: "billing-ledger-name",
            deadLetterQueueUrls: {
                "billing-state": "https://queue/billing-state-dead-letters",
                "payment-trouble": "https://queue/payment-trouble-dead-letters",
            },
            functions: {
                "webhook-receive": {
                    role: "receiver",
                    functionName: "webhook-receive-name",
                    logGroupName: "webhook-receive-name",
                    service: "receiver",
                },
                "billing-state": {
                    role: "subscription",
                    functionName: "billing-state-name",
                    logGroupName: "billing-state-name",
                    service: "recorder",
                },
                "payment-trouble": {
                    role: "subscription",
                    functionName: "payment-trouble-name",
                    logGroupName: "payment-trouble-name",
                    service: "payment-trouble",
                },
            },
            metricsNamespace: "StripeEventBridge/stripe-eventbridge__test",
            alarmName: "stripe-eventbridge__test",
        });
    });

    it("takes POST /stripe/webhook to the receiver, and nothing else anywhere", () => {
        const { inputs } = named("aws:apigateway/restApi:RestApi", "webhook");
        const { paths } = JSON.parse(inputs.body as string) as { paths: Record<string, Record<string, never>> };

        expect(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)])).to.deep.equal([
            ["/stripe/webhook", ["post"]],
        ]);
        expect(inputs.body).to.contain("arn:aws:apigateway:eu-west-1:lambda:path");
        expect(inputs.body).to.contain("arn:aws:lambda:webhook-receive");
    });

    it("throttles, traces and logs each request", () => {
        const stage = named("aws:apigateway/stage:Stage", "webhook").inputs;
        const { settings, methodPath } = named("aws:apigateway/methodSettings:MethodSettings", "webhook").inputs;

        expect(stage.xrayTracingEnabled).to.equal(true);
        expect(stage.accessLogSettings).to.deep.include({ destinationArn: "arn:aws:cloudwatch:webhook-requests" });
        expect(methodPath).to.equal("*/*");
        expect(settings).to.deep.equal({ metricsEnabled: true, throttlingRateLimit: 500, throttlingBurstLimit: 1000 });
    });

    it("keeps the signing secret marked secret, and in one place", () => {
        const { inputs } = named("aws:secretsmanager/secretVersion:SecretVersion", "webhook-signing-secret");
        const others = resources.filter(({ type }) => !type.endsWith(":SecretVersion"));

        expect(inputs.secretString).to.deep.equal(wrapSecret("whsec_test_0123456789"));
        expect(JSON.stringify(others.map(({ inputs: other }) => other))).to.not.contain("whsec_test_0123456789");
    });

    it("gives the receiver exactly its own permissions", () => {
        expect(readStatements(named("aws:iam/rolePolicy:RolePolicy", "webhook-receive"))).to.deep.equal([
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:cloudwatch:webhook-receive:*"]),
            allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
            allow(["events:PutEvents"], ["arn:aws:cloudwatch:stripe"]),
            allow(
                ["secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"],
                ["arn:aws:secretsmanager:webhook-signing-secret"],
            ),
        ]);
    });

    it("logs what the bus cannot do, without what events hold, by a delivery that only comes once it is allowed", () => {
        const delivery = named("aws:cloudwatch/logDelivery:LogDelivery", "stripe-bus-errors");
        const group = named("aws:cloudwatch/logGroup:LogGroup", "stripe-bus").inputs;
        const policy = named("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "stripe-bus").inputs;

        expect(named("aws:cloudwatch/eventBus:EventBus", "stripe").inputs).to.deep.equal({
            description: "Stripe's events",
            logConfig: { includeDetail: "NONE", level: "ERROR" },
        });
        expect(group).to.deep.equal({ name: "/aws/vendedlogs/events/event-bus/stripe-name", retentionInDays: 30 });
        expect(named("aws:cloudwatch/logDeliverySource:LogDeliverySource", "stripe-bus-errors").inputs).to.deep.equal({
            logType: "ERROR_LOGS",
            resourceArn: "arn:aws:cloudwatch:stripe",
        });
        expect(policy.resourceArn).to.equal("arn:aws:cloudwatch:stripe-bus");
        expect((JSON.parse(policy.policyDocument as string) as { Statement: unknown[] }).Statement).to.deep.equal([
            {
                Effect: "Allow",
                Principal: { Service: "delivery.logs.amazonaws.com" },
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "arn:aws:cloudwatch:stripe-bus:log-stream:*",
                Condition: {
                    // The mocks' ARNs have no account.
                    StringEquals: {},
                    ArnEquals: { "aws:SourceArn": "arn:aws:cloudwatch:stripe-bus-errors" },
                },
            },
        ]);
        expect(delivery.inputs).to.deep.equal({
            deliverySourceName: "stripe-bus-errors-name",
            deliveryDestinationArn: "arn:aws:cloudwatch:stripe-bus",
        });
        expect(delivery.options.dependsOn).to.deep.equal(["LogResourcePolicy stripe-bus"]);
    });

    it("gives the recorder exactly its own permissions", () => {
        expect(readStatements(named("aws:iam/rolePolicy:RolePolicy", "billing-state"))).to.deep.equal([
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:cloudwatch:billing-state:*"]),
            allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
            allow(["sqs:SendMessage"], ["arn:aws:sqs:billing-state-dead-letters"]),
            allow(
                ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
                ["arn:aws:dynamodb:billing-state", "arn:aws:dynamodb:billing-ledger"],
            ),
        ]);
    });

    it("gives an inline subscription its log, its traces, its dead-letter queue and what it remembers, and no more", () => {
        expect(readStatements(named("aws:iam/rolePolicy:RolePolicy", "payment-trouble"))).to.deep.equal([
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:cloudwatch:payment-trouble:*"]),
            allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
            allow(["sqs:SendMessage"], ["arn:aws:sqs:payment-trouble-dead-letters"]),
            allow(
                ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
                ["arn:aws:dynamodb:stripe-once"],
            ),
        ]);
    });

    it("lets only the rule, and a replay's beside it, call a subscription's function and send to its queue", () => {
        const permission = named("aws:lambda/permission:Permission", "payment-trouble").inputs;
        const { policy } = named("aws:sqs/queuePolicy:QueuePolicy", "payment-trouble-dead-letters").inputs;

        expect(permission).to.deep.equal({
            action: "lambda:InvokeFunction",
            function: "payment-trouble-name",
            principal: "events.amazonaws.com",
            sourceArn: "arn:aws:cloudwatch:payment-trouble*",
        });
        expect(JSON.parse(policy as string)).to.deep.equal({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: "arn:aws:sqs:payment-trouble-dead-letters",
                    Condition: {
                        ArnEquals: {
                            "aws:SourceArn": [
                                "arn:aws:cloudwatch:payment-trouble",
                                "arn:aws:cloudwatch:payment-trouble-replay",
                            ],
                        },
                    },
                },
            ],
        });
    });

    it("dead-letters on both ways: what EventBridge cannot deliver, and what the handler fails", () => {
        const target = named("aws:cloudwatch/eventTarget:EventTarget", "payment-trouble").inputs;
        const invoke = named(
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
            "payment-trouble",
        ).inputs;

        expect(target.deadLetterConfig).to.deep.equal({ arn: "arn:aws:sqs:payment-trouble-dead-letters" });
        expect(target.retryPolicy).to.deep.equal({ maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 });
        expect(invoke).to.deep.equal({
            functionName: "payment-trouble-name",
            maximumRetryAttempts: 2,
            maximumEventAgeInSeconds: 21_600,
            destinationConfig: { onFailure: { destination: "arn:aws:sqs:payment-trouble-dead-letters" } },
        });
    });

    it("makes each function the same way", () => {
        const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
        const limits: Record<string, { timeout: number; memorySize: number }> = {
            "webhook-receive": { timeout: 20, memorySize: 512 },
            "billing-state": { timeout: 30, memorySize: 256 },
            "payment-trouble": { timeout: 30, memorySize: 256 },
        };

        expect(functions.map(({ name }) => name)).to.have.members(Object.keys(limits));
        for (const { name, inputs } of functions) {
            expect(inputs, name).to.deep.include({
                runtime: "nodejs24.x",
                architectures: ["arm64"],
                handler: "index.handler",
                role: `arn:aws:iam:${name}`,
                ...limits[name],
                tracingConfig: { mode: "Active" },
                loggingConfig: { logFormat: "Text", logGroup: `${name}-name` },
            });
            expect(inputs.environment, name).to.have.nested.property(
                "variables.POWERTOOLS_METRICS_NAMESPACE",
                "StripeEventBridge/stripe-eventbridge__test",
            );
        }
    });

    it("ships each function as a file, by the same path and with the same bytes at every run", async () => {
        const again = await runProgram(wholeProgram);
        const files = async (all: readonly Registered[]) => {
            const codes = all
                .filter(({ type }) => type === "aws:lambda/function:Function")
                .map(async ({ name, inputs }): Promise<[string, string]> => {
                    const assets = await (inputs.code as pulumi.asset.AssetArchive).assets;
                    expect(Object.keys(assets), name).to.deep.equal(["index.js"]);
                    expect(assets["index.js"], name).to.be.instanceOf(pulumi.asset.FileAsset);
                    return [name, await (assets["index.js"] as pulumi.asset.FileAsset).path];
                });
            return Object.fromEntries(await Promise.all(codes)) as Record<string, string>;
        };

        const paths = await files(resources);

        expect(await files(again.resources)).to.deep.equal(paths);
        expect(Object.keys(paths)).to.have.members(["webhook-receive", "billing-state", "payment-trouble"]);
        for (const [name, file] of Object.entries(paths)) {
            const hash = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
            expect(file).to.equal(`node_modules/.cache/stripe-eventbridge/${name}-${hash}.js`);
        }
    });

    it("delivers only once what it cannot deliver has somewhere to go", () => {
        const target = named("aws:cloudwatch/eventTarget:EventTarget", "payment-trouble");
        const invoke = named("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "payment-trouble");

        expect(target.options.dependsOn).to.deep.equal([
            "Permission payment-trouble",
            "QueuePolicy payment-trouble-dead-letters",
        ]);
        expect(invoke.options.dependsOn).to.deep.equal(["RolePolicy payment-trouble"]);
    });

    it("keeps dead letters for as long and as large as SQS can", () => {
        const queues = resources.filter(({ type }) => type === "aws:sqs/queue:Queue").map(({ inputs }) => inputs);

        expect(queues).to.deep.equal(
            queues.map(() => ({
                messageRetentionSeconds: 1_209_600,
                maxMessageSize: 1_048_576,
                sqsManagedSseEnabled: true,
            })),
        );
    });

    it("names what Pulumi gives no name to after project and stack, so that two of an account never meet", async () => {
        const names = resources
            .filter(({ type }) => /:(RestApi|Dashboard)$/.test(type))
            .map(({ inputs }) => (inputs.name ?? inputs.dashboardName) as string);

        expect(names).to.have.members(["stripe-eventbridge__test-webhook", "stripe-eventbridge__test"]);
    });

    it("protects what holds data and the webhook's URL, as the setting says", async () => {
        const open = await programWith(unprotected);
        const guarded = await programWith(configured);
        const labels = (all: readonly Registered[]) =>
            all.filter(({ options }) => options.protect).map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

        expect(labels(open.resources)).to.deep.equal([]);
        expect(labels(guarded.resources)).to.have.members([
            "Table billing-state",
            "Table billing-ledger",
            "Table stripe-once",
            "EventArchive stripe",
            "Secret webhook-signing-secret",
            "RestApi webhook",
            "Stage webhook",
            "DomainName webhook",
            "BasePathMapping webhook",
        ]);
    });

    it("lets everyone call the webhook, or, where the setting says who, only those", async () => {
        const closed = await programWith(configured);
        const policies = (all: readonly Registered[]) =>
            all
                .filter(({ type }) => /:RestApi(Policy)?$/.test(type))
                .map(({ inputs }) => JSON.parse(inputs.policy as string) as unknown);
        const open = { Effect: "Allow", Principal: { AWS: "*" }, Action: "execute-api:Invoke", Resource: "*" };
        const policy = (statement: object) => ({ Version: "2012-10-17", Statement: [statement] });

        expect(policies(resources)).to.deep.equal([policy(open), policy(open)]);
        const some = { ...open, Condition: { IpAddress: { "aws:SourceIp": ["3.18.12.63", "3.130.192.0/24"] } } };
        expect(policies(closed.resources)).to.deep.equal([policy(some), policy(some)]);
    });

    it("has a domain of its own where the settings name one, in the webhook's URL too", async () => {
        const own = await programWith(configured);
        const inputs = (type: string) => own.resources.find((one) => one.type === type)?.inputs;

        expect(own.outputs.webhookUrl).to.equal("https://webhooks.example.com/stripe/webhook");
        expect(inputs("aws:apigateway/domainName:DomainName")).to.deep.equal({
            domainName: "webhooks.example.com",
            regionalCertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/c0ffee",
            endpointConfiguration: { types: "REGIONAL" },
            securityPolicy: "TLS_1_2",
        });
        expect(inputs("aws:apigateway/basePathMapping:BasePathMapping")).to.deep.equal({
            domainName: "webhooks.example.com",
            restApi: "webhook-id",
            stageName: "v1",
        });
    });

    it("counts the requests that were throttled, by the access log", () => {
        const { inputs } = named("aws:cloudwatch/logMetricFilter:LogMetricFilter", "webhook-throttled");
        const { accessLogSettings } = named("aws:apigateway/stage:Stage", "webhook").inputs;

        expect(inputs).to.deep.equal({
            logGroupName: "webhook-requests-name",
            pattern: '{ $.status = "429" }',
            metricTransformation: {
                namespace: "StripeEventBridge/stripe-eventbridge__test",
                name: "RequestsThrottled",
                value: "1",
                unit: "Count",
            },
        });
        expect(JSON.parse((accessLogSettings as { format: string }).format)).to.include({ status: "$context.status" });
    });

    it("takes no subscription after what would not watch it, and says where to put it", async () => {
        const late = () => {
            const settings = readSettings();
            const store = new BillingStore("billing", settings);
            const bus = new StripeBus("stripe", settings);
            const ingress = new WebhookIngress("webhook", { bus, ...settings });
            new Observability("stripe", { ingress, bus, store, ...settings });
            try {
                bus.on("late", "customer.created", () => undefined);
            } catch (error) {
                return { message: (error as Error).message };
            }
            return {};
        };

        const { outputs: seen } = await runProgram(late);

        expect(seen.message).to.equal(
            'subscription "late" comes after new Observability, which would not know of it: move it before',
        );
    });

    it("keeps the tables safe: on demand, restorable to any second, protected as the setting says", async () => {
        const open = await programWith(unprotected);
        const protection = (all: readonly Registered[]) =>
            all.filter(({ type }) => type === "aws:dynamodb/table:Table").map(({ inputs }) => inputs);

        for (const table of protection(resources)) {
            expect(table).to.deep.include({ billingMode: "PAY_PER_REQUEST", pointInTimeRecovery: { enabled: true } });
            expect(table.deletionProtectionEnabled).to.equal(true);
        }
        expect(protection(open.resources).map((table) => table.deletionProtectionEnabled as boolean)).to.deep.equal([
            false,
            false,
            false,
        ]);
    });

    it("lets the ledger forget by its expiry, and the state never", () => {
        expect(named("aws:dynamodb/table:Table", "billing-ledger").inputs.ttl).to.deep.equal({
            attributeName: "expiresAt",
            enabled: true,
        });
        expect(named("aws:dynamodb/table:Table", "billing-state").inputs).to.not.have.property("ttl");
    });

    it("sets the region's role for API Gateway's logs only when told to, and then leaves it there for good", async () => {
        const { resources: managing } = await programWith(configured);
        const { resources: leaving } = await programWith(unprotected);

        const more = managing.filter(
            ({ type, name }) => !leaving.some((one) => one.type === type && one.name === name),
        );
        const retained = managing.filter(({ options }) => options.retainOnDelete).map(({ type }) => type);
        expect(more.map(({ type, name }) => `${type} ${name}`)).to.have.members([
            "aws:iam/role:Role webhook-api-gateway-logs",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment webhook-api-gateway-logs",
            "aws:apigateway/account:Account webhook-api-gateway-logs",
        ]);
        expect(retained).to.have.members([
            ...more.map(({ type }) => type),
            "aws:secretsmanager/secretVersion:SecretVersion",
        ]);
    });

    describe("with a Stripe API key", () => {
        let asking: readonly Registered[];
        let withKey: Readonly<Record<string, unknown>>;
        const added = (type: string) => asking.filter((one) => one.type === type && /^sync(-|$)/.test(one.name));

        before(async () => {
            ({ resources: asking, outputs: withKey } = await programWith(keyed, ["stripe-eventbridge:stripeApiKey"]));
        });

        it("declares, besides the key, exactly what keeps the state in step", () => {
            const more = asking.filter(
                ({ type, name }) => !resources.some((one) => one.type === type && one.name === name),
            );

            expect(cardinality(more)).to.deep.equal({
                "stripe-eventbridge:index:ClosureFunction": 1,
                "stripe-eventbridge:index:StripeSync": 1,
                "aws:cloudwatch/eventRule:EventRule": 2,
                "aws:cloudwatch/eventTarget:EventTarget": 2,
                "aws:cloudwatch/logGroup:LogGroup": 1,
                "aws:cloudwatch/metricAlarm:MetricAlarm": 9,
                "aws:iam/role:Role": 1,
                "aws:iam/rolePolicy:RolePolicy": 1,
                "aws:lambda/function:Function": 1,
                "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": 1,
                "aws:lambda/permission:Permission": 2,
                "aws:secretsmanager/secret:Secret": 1,
                "aws:secretsmanager/secretVersion:SecretVersion": 1,
                "aws:sqs/queue:Queue": 1,
                "aws:sqs/queuePolicy:QueuePolicy": 1,
            });
        });

        it("names the queue of the runs that failed", () => {
            expect(withKey.deadLetterQueueUrls).to.deep.include({ sync: "https://queue/sync-dead-letters" });
        });

        it("keeps the key in a secret, for the recorder and the sync alone", () => {
            const readers = asking
                .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
                .filter(({ inputs }) => (inputs.policy as string).includes("billing-stripe-api-key"));
            const versions = asking.filter(({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion");

            expect(readers.map(({ name }) => name)).to.have.members(["billing-state", "sync"]);
            expect(versions.map(({ inputs }) => inputs.secretString as unknown)).to.deep.include(
                wrapSecret("rk_test_0123456789"),
            );
        });

        it("recovers and reconciles when the settings say, each by a rule on the default bus", () => {
            const rules = added("aws:cloudwatch/eventRule:EventRule").map(({ name, inputs }) => [
                name,
                inputs.scheduleExpression as string,
                inputs.eventBusName as unknown,
            ]);
            const targets = added("aws:cloudwatch/eventTarget:EventTarget").map(({ inputs }) => inputs);

            expect(rules).to.have.deep.members([
                ["sync-recover", "rate(15 minutes)", undefined],
                ["sync-reconcile", "cron(0 23 * * ? *)", undefined],
            ]);
            expect(targets).to.have.deep.members(
                ["recover", "reconcile"].map((task) => ({
                    rule: `sync-${task}-name`,
                    arn: "arn:aws:lambda:sync",
                    input: `{"task":"${task}"}`,
                    deadLetterConfig: { arn: "arn:aws:sqs:sync-dead-letters" },
                    retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
                })),
            );
        });

        it("gives the sync exactly its own permissions", () => {
            const [policy] = added("aws:iam/rolePolicy:RolePolicy");

            expect(readStatements(policy as Registered)).to.deep.equal([
                allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:cloudwatch:sync:*"]),
                allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
                allow(["sqs:SendMessage"], ["arn:aws:sqs:sync-dead-letters"]),
                allow(["events:PutEvents"], ["arn:aws:cloudwatch:stripe"]),
                allow(
                    ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
                    ["arn:aws:dynamodb:billing-state", "arn:aws:dynamodb:billing-ledger"],
                ),
                allow(["secretsmanager:GetSecretValue"], ["arn:aws:secretsmanager:billing-stripe-api-key"]),
                allow(["dynamodb:Scan"], ["arn:aws:dynamodb:billing-state"]),
            ]);
        });

        it("tells the sync what the settings say, and lets only its rules call it", () => {
            const [{ inputs }] = added("aws:lambda/function:Function") as [Registered];
            const callers = added("aws:lambda/permission:Permission").map(({ inputs: of }) => of.sourceArn as string);
            const [invoke] = added("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");

            expect(inputs).to.deep.include({ timeout: 900, memorySize: 512 });
            expect(inputs.environment).to.deep.equal({
                variables: {
                    POWERTOOLS_METRICS_NAMESPACE: "StripeEventBridge/stripe-eventbridge__test",
                    STATE_TABLE: "billing-state-name",
                    LEDGER_TABLE: "billing-ledger-name",
                    LEDGER_DAYS: "90",
                    STRIPE_API_KEY_SECRET_ARN: "arn:aws:secretsmanager:billing-stripe-api-key",
                    BUS_NAME: "stripe-name",
                    RECOVER_SECONDS: "2700",
                    RECONCILE_SLICES: "7",
                    RECONCILE_REPAIRS: "false",
                },
            });
            expect(callers).to.have.members(["arn:aws:cloudwatch:sync-recover", "arn:aws:cloudwatch:sync-reconcile"]);
            expect(invoke?.inputs.destinationConfig).to.deep.equal({
                onFailure: { destination: "arn:aws:sqs:sync-dead-letters" },
            });
        });
    });

    describe("with a key of the stack's own", () => {
        const key = "arn:aws:kms:eu-west-1:123456789012:key/c0ffee";
        let encrypted: readonly Registered[];
        const inputsOf = (type: string) => encrypted.filter((one) => one.type === type).map(({ inputs }) => inputs);
        const statements = (name: string) =>
            readStatements(
                encrypted.find(
                    (one) => one.type === "aws:iam/rolePolicy:RolePolicy" && one.name === name,
                ) as Registered,
            );
        const useKey = (service: string, ...actions: string[]) => ({
            ...allow(actions, [key]),
            Condition: { StringEquals: { "kms:ViaService": `${service}.eu-west-1.amazonaws.com` } },
        });

        before(async () => {
            const config = { ...keyed, "stripe-eventbridge:kmsKeyArn": key };
            ({ resources: encrypted } = await programWith(config, ["stripe-eventbridge:stripeApiKey"]));
        });

        it("encrypts bus, archive, tables, queues, secrets and logs by it", () => {
            const { bus, archives, secrets, logs, tables } = {
                bus: inputsOf("aws:cloudwatch/eventBus:EventBus").map(
                    ({ kmsKeyIdentifier }) => kmsKeyIdentifier as string,
                ),
                archives: inputsOf("aws:cloudwatch/eventArchive:EventArchive").map(
                    (one) => one.kmsKeyIdentifier as string,
                ),
                secrets: inputsOf("aws:secretsmanager/secret:Secret").map(({ kmsKeyId }) => kmsKeyId as string),
                logs: inputsOf("aws:cloudwatch/logGroup:LogGroup").map(({ kmsKeyId }) => kmsKeyId as string),
                tables: inputsOf("aws:dynamodb/table:Table").map((one) => one.serverSideEncryption as object),
            };

            expect([bus, archives, secrets, logs].map((keys) => keys.length)).to.deep.equal([1, 1, 2, 6]);
            expect(new Set([...bus, ...archives, ...secrets, ...logs])).to.deep.equal(new Set([key]));
            expect(tables).to.deep.equal(Array(3).fill({ enabled: true, kmsKeyArn: key }));
        });

        it("encrypts the queues by it, but for the bus's, which takes what a broken key leaves", () => {
            const queues = encrypted.filter(({ type }) => type === "aws:sqs/queue:Queue");
            const encryption = Object.fromEntries(
                queues.map(({ name, inputs }) => [
                    name,
                    (inputs.kmsMasterKeyId ?? inputs.sqsManagedSseEnabled) as unknown,
                ]),
            );

            expect(encryption).to.deep.equal({
                "stripe-bus-dead-letters": true,
                "billing-state-dead-letters": key,
                "payment-trouble-dead-letters": key,
                "sync-dead-letters": key,
            });
            expect(
                queues.filter(({ inputs }) => "kmsMasterKeyId" in inputs && "sqsManagedSseEnabled" in inputs),
            ).to.deep.equal([]);
        });

        it("has EventBridge keep what it cannot encrypt or decrypt, from this bus alone, and watches it", () => {
            const [{ deadLetterConfig }] = inputsOf("aws:cloudwatch/eventBus:EventBus") as [Registered["inputs"]];
            const policy = encrypted.find(
                ({ type, name }) => type === "aws:sqs/queuePolicy:QueuePolicy" && name === "stripe-bus-dead-letters",
            );
            const alarms = encrypted.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");

            expect(deadLetterConfig).to.deep.equal({ arn: "arn:aws:sqs:stripe-bus-dead-letters" });
            expect(readStatements(policy as Registered)).to.deep.equal([
                {
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: "arn:aws:sqs:stripe-bus-dead-letters",
                    Condition: { ArnEquals: { "aws:SourceArn": ["arn:aws:cloudwatch:stripe"] } },
                },
            ]);
            expect(alarms.map(({ name }) => name)).to.include("stripe-bus-dead-letters");
        });

        it("lets each role use it through the services that the role uses, and no more", () => {
            const keyUses = (name: string) => statements(name).filter((one) => JSON.stringify(one).includes(key));

            expect(keyUses("webhook-receive")).to.deep.equal([useKey("secretsmanager", "kms:Decrypt")]);
            expect(keyUses("payment-trouble")).to.deep.equal([
                useKey("dynamodb", "kms:Decrypt"),
                useKey("sqs", "kms:Decrypt", "kms:GenerateDataKey"),
            ]);
            for (const name of ["billing-state", "sync"]) {
                expect(keyUses(name), name).to.deep.equal([
                    useKey("dynamodb", "kms:Decrypt"),
                    useKey("secretsmanager", "kms:Decrypt"),
                    useKey("sqs", "kms:Decrypt", "kms:GenerateDataKey"),
                ]);
            }
        });
    });

    describe("with several signing secrets", () => {
        const named = {
            "stripe-eventbridge:signingSecrets":
                '{"thin":"whsec_thin_0123456789","connect":"whsec_connect_0123456789"}',
        };
        const secrets = ["stripe-eventbridge:signingSecrets", "stripe-eventbridge:stripeApiKey"];
        const stored = async (config: Record<string, string>) => {
            const { resources: all } = await programWith({ ...named, ...config }, secrets);
            const value = all.find(
                ({ name, type }) => type.endsWith(":SecretVersion") && name === "webhook-signing-secret",
            );
            return value?.inputs.secretString as unknown;
        };

        it("keeps them in one secret by their endpoints' names, the only one's under its own, marked secret", async () => {
            expect(await stored({ "stripe-eventbridge:signingSecret": "" })).to.deep.equal(
                wrapSecret('{"connect":"whsec_connect_0123456789","thin":"whsec_thin_0123456789"}'),
            );
            expect(await stored({})).to.deep.equal(
                wrapSecret(
                    '{"default":"whsec_test_0123456789","connect":"whsec_connect_0123456789","thin":"whsec_thin_0123456789"}',
                ),
            );
        });

        it("keeps the registered endpoint's beside them", async () => {
            const registering = {
                "stripe-eventbridge:registerEndpoint": "true",
                "stripe-eventbridge:signingSecret": "",
            };

            expect(await stored({ ...keyed, ...registering })).to.deep.equal(
                wrapSecret(
                    '{"default":"whsec_of_stripe_0123456789","connect":"whsec_connect_0123456789","thin":"whsec_thin_0123456789"}',
                ),
            );
        });
    });

    describe("that registers its endpoint", () => {
        const registering = { "stripe-eventbridge:registerEndpoint": "true", "stripe-eventbridge:signingSecret": "" };
        let registered: readonly Registered[];
        const endpoints = () =>
            registered.filter(({ type }) => type === "pulumi-nodejs:dynamic/stripe:WebhookEndpoint");

        before(async () => {
            const config = { ...keyed, ...registering };
            ({ resources: registered } = await programWith(config, ["stripe-eventbridge:stripeApiKey"]));
        });

        it("declares it with the stack's URL, in the version that the stripe package has, for all that is selected", () => {
            const [{ inputs }, ...more] = endpoints() as [Registered];
            const { __provider: _, enabledEvents, ...others } = inputs;

            expect(more).to.deep.equal([]);
            expect(others).to.deep.equal({
                url: "https://api/v1/stripe/webhook",
                apiVersion: Stripe.API_VERSION,
                description: "The Pulumi stack test of stripe-eventbridge",
                metadata: { "pulumi-stack": "stripe-eventbridge__test" },
                disabled: false,
            });
            expect(enabledEvents).to.include.members(["customer.created", "charge.dispute.closed"]);
        });

        it("takes its secret from there, marked secret", () => {
            const versions = registered.filter(
                ({ type, name }) => type.endsWith(":SecretVersion") && name === "webhook-signing-secret",
            );

            expect(versions.map(({ inputs }) => inputs.secretString as unknown)).to.deep.equal([
                wrapSecret("whsec_of_stripe_0123456789"),
            ]);
        });

        it("gives Pulumi code for it that holds no secret and nothing of Pulumi's configuration", () => {
            const [{ inputs }] = endpoints() as [Registered];
            const code = JSON.stringify(inputs.__provider);

            expect(code).to.contain("webhookEndpoints.create");
            expect(code).to.not.match(/rk_test_0123456789|PULUMI_CONFIG|pulumi\.Config/);
        });

        it("takes no subscription after the endpoint, which would not be sent its events", async () => {
            const late = () => {
                const settings = readSettings();
                const bus = new StripeBus("stripe", settings);
                new WebhookIngress("webhook", { bus, ...settings });
                try {
                    bus.on("late", "customer.created", () => undefined);
                } catch (error) {
                    return { message: (error as Error).message };
                }
                return {};
            };

            const { outputs: seen } = await runProgram(late, {
                config: { ...keyed, ...registering },
                secrets: ["stripe-eventbridge:stripeApiKey"],
            });

            expect(seen.message).to.contain("comes after new WebhookIngress");
        });
    });

    it("is told the mode by the stack's settings", async () => {
        const live = await programWith(configured);
        const findMode = (all: readonly Registered[]) =>
            all
                .filter(({ type, name }) => type === "aws:lambda/function:Function" && name === "webhook-receive")
                .map(
                    ({ inputs }) => (inputs.environment as { variables: Record<string, string> }).variables.STRIPE_MODE,
                );

        expect([findMode(resources), findMode(live.resources)]).to.deep.equal([["test"], ["live"]]);
    });
});

function allow(actions: string[], resources: string[]) {
    return { Effect: "Allow", Action: actions, Resource: resources };
}
