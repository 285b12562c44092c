import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import { secret, unknown } from "../../src/provider/wire";
import { declaredResource } from "../../src/resources/declared-resource";
import { withDefaults } from "../../src/resources/defaults";
import type { Properties } from "../../src/resources/resource-type";
import { knownTypes, resourceType } from "../../src/resources/table";
import { urnOf } from "../provider/made-resource";

const place = {
    accountId: "000000000000",
    region: "us-east-1",
    gatewayUrl: "http://127.0.0.1:1",
    awsUrl: "http://127.0.0.1:2",
};

/** What the provider adds to `given`: the `Default`s of its schema, by type. */
const types: Readonly<Record<string, { given?: Properties; adds: Properties }>> = {
    "aws:apigateway/account:Account": { adds: {} },
    "aws:apigateway/basePathMapping:BasePathMapping": { adds: {} },
    "aws:apigateway/deployment:Deployment": { adds: {} },
    "aws:apigateway/domainName:DomainName": { adds: {} },
    "aws:apigateway/methodSettings:MethodSettings": {
        given: { settings: { throttlingRateLimit: 5 } },
        adds: { settings: { throttlingRateLimit: 5, throttlingBurstLimit: -1 } },
    },
    "aws:apigateway/restApi:RestApi": { adds: { putRestApiMode: "overwrite" } },
    "aws:apigateway/restApiPolicy:RestApiPolicy": { adds: {} },
    "aws:apigateway/stage:Stage": {
        given: { canarySettings: {} },
        adds: { canarySettings: { percentTraffic: 0 } },
    },
    "aws:cloudwatch/dashboard:Dashboard": { adds: {} },
    "aws:cloudwatch/eventArchive:EventArchive": { adds: {} },
    "aws:cloudwatch/eventBus:EventBus": { adds: {} },
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": { adds: { eventBusName: "default" } },
    "aws:cloudwatch/eventPermission:EventPermission": {
        adds: { action: "events:PutEvents", eventBusName: "default" },
    },
    "aws:cloudwatch/eventRule:EventRule": { adds: { eventBusName: "default", forceDestroy: false } },
    "aws:cloudwatch/eventTarget:EventTarget": { adds: { eventBusName: "default", forceDestroy: false } },
    "aws:cloudwatch/logGroup:LogGroup": { adds: { retentionInDays: 0, skipDestroy: false } },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
        given: { metricTransformation: { name: "errors" } },
        adds: { metricTransformation: { name: "errors", unit: "None" } },
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        given: { metricQueries: [{ id: "a" }, { id: "b", returnData: true }] },
        adds: {
            actionsEnabled: true,
            treatMissingData: "missing",
            metricQueries: [
                { id: "a", returnData: false },
                { id: "b", returnData: true },
            ],
        },
    },
    "aws:dynamodb/table:Table": {
        given: { ttl: { attributeName: "at" } },
        adds: { billingMode: "PROVISIONED", tableClass: "STANDARD", ttl: { attributeName: "at", enabled: false } },
    },
    "aws:iam/policy:Policy": { adds: { path: "/" } },
    "aws:iam/role:Role": { adds: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" } },
    "aws:iam/rolePolicy:RolePolicy": { adds: {} },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { adds: {} },
    "aws:lambda/function:Function": {
        adds: {
            memorySize: 128,
            packageType: "Zip",
            publish: false,
            reservedConcurrentExecutions: -1,
            skipDestroy: false,
            timeout: 3,
        },
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": { adds: { maximumRetryAttempts: 2 } },
    "aws:lambda/permission:Permission": { adds: {} },
    "aws:secretsmanager/secret:Secret": {
        given: { name: "it" },
        adds: { name: "it", forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    },
    "aws:secretsmanager/secretVersion:SecretVersion": { adds: {} },
    "aws:sns/topic:Topic": { adds: { contentBasedDeduplication: false, fifoTopic: false } },
    "aws:sqs/queue:Queue": {
        adds: {
            contentBasedDeduplication: false,
            delaySeconds: 0,
            fifoQueue: false,
            maxMessageSize: 262_144,
            messageRetentionSeconds: 345_600,
            receiveWaitTimeSeconds: 0,
            visibilityTimeoutSeconds: 30,
        },
    },
    "aws:sqs/queuePolicy:QueuePolicy": { adds: {} },
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": { adds: {} },
    "aws:sqs/redrivePolicy:RedrivePolicy": { adds: {} },
};

describe("the provider's own defaults", () => {
    let cloud: Cloud;
    let provider: AwsProvider;

    before(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        provider = new AwsProvider({ cloud, place: () => cloud.place });
    });
    after(() => cloud.stop());

    it("are thought of for every type that the local cloud knows", () => {
        expect(Object.keys(types).sort()).to.deep.equal(knownTypes());
    });

    for (const [type, { given = {}, adds }] of Object.entries(types)) {
        it(`stand among the inputs of both drivers, and among the outputs: ${type.split(":").at(-1)}`, async () => {
            const declared = declaredResource({ urn: urnOf(type, "it"), type, name: "it", inputs: given }, place);
            const { inputs } = await provider.check(urnOf(type, "it"), {}, given);

            const { __defaults: noted, ...filled } = inputs;
            const { autoName } = resourceType({ type, name: "it" });
            const name = autoName === undefined ? {} : { [autoName.property]: filled[autoName.property] };
            expect(declared.inputs).to.deep.equal(adds);
            expect(declared.outputs).to.deep.include(adds);
            expect(filled).to.deep.equal({ ...adds, ...name });
            expect(noted).to.deep.equal(
                Object.keys(filled)
                    .filter((property) => !(property in given))
                    .sort(),
            );
        });
    }

    it("leave alone what the program says", () => {
        const inputs = { maxMessageSize: 1_048_576, fifoQueue: true };

        const filled = withDefaults({ defaults: { maxMessageSize: 1, fifoQueue: false, delaySeconds: 0 } }, inputs);

        expect(filled).to.deep.equal({ ...inputs, delaySeconds: 0 });
    });

    it("reach into a secret, and leave what is not known yet", () => {
        const rules = { defaults: { "settings.rate": -1 } };

        expect(withDefaults(rules, { settings: secret({ burst: 5 }) })).to.deep.equal({
            settings: secret({ burst: 5, rate: -1 }),
        });
        expect(withDefaults(rules, { settings: unknown })).to.deep.equal({ settings: unknown });
        expect(withDefaults(rules, {})).to.deep.equal({});
    });

    it("change nothing at the next preview, and change back what the program no longer says", async () => {
        const urn = urnOf("aws:sqs/queue:Queue", "q");
        const first = await provider.check(urn, {}, { maxMessageSize: 1_048_576 });
        const made = await provider.create(urn, first.inputs);
        const known = { urn, inputs: first.inputs, ...made };

        const same = await provider.check(urn, first.inputs, { maxMessageSize: 1_048_576 });
        const without = await provider.check(urn, first.inputs, {});

        expect(provider.diff(known, same.inputs).changes).to.deep.equal({});
        expect(provider.diff(known, without.inputs).changes).to.deep.equal({
            maxMessageSize: { kind: "update", replaces: false },
        });
    });
});
