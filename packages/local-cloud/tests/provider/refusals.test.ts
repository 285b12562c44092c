import { expect } from "chai";

import { Cloud } from "../../src/cloud";
import { AwsProvider } from "../../src/provider";
import type { Properties } from "../../src/resources/resource-type";
import { make, makeUrn } from "./made-resource";

const rule = "aws:cloudwatch/eventRule:EventRule";
const target = "aws:cloudwatch/eventTarget:EventTarget";
const lambda = "aws:lambda/function:Function";
const queue = "aws:sqs/queue:Queue";
const table = "aws:dynamodb/table:Table";
const mapping = "aws:lambda/eventSourceMapping:EventSourceMapping";
const permission = "aws:lambda/permission:Permission";
const role = "aws:iam/role:Role";
const topic = "aws:sns/topic:Topic";
const subscription = "aws:sns/topicSubscription:TopicSubscription";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const roleArn = "arn:aws:iam::000000000000:role/absent";
const keys = (...kinds: string[]) => kinds.map((keyType, at) => ({ attributeName: `key${at}`, keyType }));
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const indexed = { name: "idx", hashKey: "id", projectionType: "ALL" };
const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

/** Inputs with one fault, the property that is at fault, and what the reason must say. */
const faults: readonly (readonly [what: string, type: string, inputs: Properties, property: string, says: RegExp])[] = [
    ["a required property that is missing", target, { rule: "r" }, "arn", /required/],
    ["a name that is too long", rule, { name: "r".repeat(65), eventPattern: "{}" }, "name", /65 characters.*1 to 64/],
    ["a name that is too short", table, { name: "ab" }, "name", /2 characters/],
    ["a name in the wrong alphabet", lambda, { name: "a.b", role: roleArn }, "name", /letters, digits, hyphens/],
    [
        "a function's own dead-letter queue",
        lambda,
        { deadLetterConfig: {} },
        "deadLetterConfig",
        /OnFailure|on failure/,
    ],
    [
        "a destination of successes",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        { functionName: "f", destinationConfig: { onSuccess: {} } },
        "destinationConfig.onSuccess",
        /no records of successes/,
    ],
    [
        "a topic for what failed",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        { functionName: "f", destinationConfig: { onFailure: { destination: arn("sns", "t") } } },
        "destinationConfig.onFailure.destination",
        /to queues alone/,
    ],
    ["an event source of another kind", mapping, { functionName: "f", topics: ["t"] }, "topics", /does not have it/],
    ["a batch that is too large", mapping, { functionName: "f", batchSize: 10_001 }, "batchSize", /1 to 10000/],
    [
        "an age that is too low",
        mapping,
        { functionName: "f", maximumRecordAgeInSeconds: 59 },
        "maximumRecordAgeInSeconds",
        /60 to/,
    ],
    [
        "a position of other streams",
        mapping,
        { functionName: "f", startingPosition: "AT_TIMESTAMP" },
        "startingPosition",
        /TRIM_HORIZON/,
    ],
    [
        "another function for batches that failed",
        mapping,
        { functionName: "f", destinationConfig: { onFailure: { destinationArn: arn("lambda", "function:f") } } },
        "destinationConfig.onFailure.destinationArn",
        /to queues alone/,
    ],
    [
        "a caller that is a function's URL",
        permission,
        { invokedViaFunctionUrl: true },
        "invokedViaFunctionUrl",
        /not have/,
    ],
    [
        "a bus that has slashes, and is no partner's",
        "aws:cloudwatch/eventBus:EventBus",
        { name: "aws.partner/shop.com/a" },
        "name",
        /only a partner's bus/,
    ],
    ["a topic's policy", topic, { policy: "{}" }, "policy", /no policies of topics/],
    [
        "a function as a topic's subscriber",
        subscription,
        { topic: arn("sns", "t"), protocol: "lambda", endpoint: arn("lambda", "function:f") },
        "protocol",
        /lambda/,
    ],
    [
        "a filter of a subscription",
        subscription,
        { topic: arn("sns", "t"), protocol: "email", endpoint: "jo@example.com", filterPolicy: "{}" },
        "filterPolicy",
        /does not have it/,
    ],
    ["a period of no whole minutes", alarm, { period: 90 }, "period", /multiple of 60/],
    [
        "more data points than periods",
        alarm,
        { evaluationPeriods: 1, datapointsToAlarm: 2 },
        "datapointsToAlarm",
        /1 to 1/,
    ],
    [
        "an alarm over more than a day",
        alarm,
        { period: 300, evaluationPeriods: 289 },
        "evaluationPeriods",
        /at most a day/,
    ],
    [
        "two statistics",
        alarm,
        { statistic: "Sum", extendedStatistic: "p99" },
        "extendedStatistic",
        /beside a statistic/,
    ],
    ["an alarm by metric math", alarm, { metricQueries: [{ id: "m1" }] }, "metricQueries", /does not have/],
    ["another way with missing data", alarm, { treatMissingData: "bad" }, "treatMissingData", /one of breaching/],
    ["a long description", alarm, { alarmDescription: "x".repeat(1025) }, "alarmDescription", /more than 1024/],
    ["six actions", alarm, { alarmActions: Array(6).fill("a") }, "alarmActions", /more than 5 actions/],
    [
        "a suppressor of an alarm's actions",
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        { alarmRule: "TRUE", actionsSuppressor: { alarm: "a" } },
        "actionsSuppressor",
        /does not have/,
    ],
    ["a FIFO queue", queue, { fifoQueue: true }, "fifoQueue", /no FIFO queues/],
    ["a FIFO queue's name", queue, { name: "orders.fifo" }, "name", /letters, digits/],
    ["a timeout over 12 hours", queue, { visibilityTimeoutSeconds: 43_201 }, "visibilityTimeoutSeconds", /0 to 43200/],
    ["a policy that is none", queue, { policy: "{}" }, "policy", /Version|Statement/],
    ["a redrive policy without a queue", queue, { redrivePolicy: "{}" }, "redrivePolicy", /no deadLetterTargetArn/],
    [
        "a message that is received 1,001 times",
        queue,
        { redrivePolicy: { deadLetterTargetArn: arn("sqs", "absent"), maxReceiveCount: 1001 } },
        "redrivePolicy",
        /1 to 1000/,
    ],
    ["a property of FIFO queues", queue, { deduplicationScope: "queue" }, "deduplicationScope", /no FIFO queues/],
    [
        "a partner's bus with a name of its own",
        "aws:cloudwatch/eventBus:EventBus",
        { name: "b", eventSourceName: "aws.partner/shop.com/1" },
        "name",
        /has the name of its event source/,
    ],
    [
        "a partner's event source that is none",
        "aws:cloudwatch/eventBus:EventBus",
        { name: "shop.com/1", eventSourceName: "shop.com/1" },
        "eventSourceName",
        /not the name of a partner's event source/,
    ],
    [
        "a bus that is not there",
        rule,
        { eventBusName: "absent", eventPattern: '{"a":["b"]}' },
        "eventBusName",
        /absent/,
    ],
    ["a rule that is not there", target, { rule: "absent", arn: arn("sns", "t") }, "rule", /no rule "absent"/],
    ["a target that is not there", target, { rule: "r", arn: arn("lambda", "function:absent") }, "arn", /nothing has/],
    ["an ARN that is none", target, { rule: "r", arn: "nonsense" }, "arn", /not an ARN/],
    ["a role that is not there", lambda, { role: roleArn }, "role", /nothing has the ARN/],
    ["an event pattern that does not parse", rule, { eventPattern: "{" }, "eventPattern", /not valid.*not JSON/],
    [
        "an event pattern with an unknown operator",
        rule,
        { eventPattern: '{"a":[{"like":"b"}]}' },
        "eventPattern",
        /"a": there is no operator "like"/,
    ],
    ["a schedule of another form", rule, { scheduleExpression: "rate(1 hours)" }, "scheduleExpression", /not valid/],
    [
        "a schedule on another bus",
        rule,
        { eventBusName: "absent", scheduleExpression: "rate(1 hour)" },
        "scheduleExpression",
        /only on the default event bus/,
    ],
    [
        "a key of another region",
        queue,
        { kmsMasterKeyId: "arn:aws:kms:eu-west-1:000000000000:key/k" },
        "kmsMasterKeyId",
        /not a KMS key of us-east-1/,
    ],
    [
        "two kinds of encryption",
        queue,
        { kmsMasterKeyId: "alias/k", sqsManagedSseEnabled: true },
        "kmsMasterKeyId",
        /conflicts/,
    ],
    [
        "a key by its alias where only its ARN will do",
        table,
        { serverSideEncryption: { enabled: true, kmsKeyArn: "alias/k" } },
        "serverSideEncryption.kmsKeyArn",
        /not the ARN of a KMS key/,
    ],
    [
        "a log's source that is not there",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        { logType: "ERROR_LOGS", resourceArn: arn("events", "event-bus/absent") },
        "resourceArn",
        /nothing has the ARN/,
    ],
    ["a role's name with a space", role, { name: "no spaces" }, "name", /letters, digits/],
    ["a path that does not begin with a slash", role, { path: "app/" }, "path", /begin and end with a slash/],
    ["a trust policy that does not parse", role, { assumeRolePolicy: "{" }, "assumeRolePolicy", /invalid Json/],
    [
        "a policy with a principal where none may be",
        rolePolicy,
        { role: "absent", policy: policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }) },
        "policy",
        /[Pp]rincipal/,
    ],
    [
        "a retry policy out of range",
        target,
        { rule: "r", arn: arn("sns", "t"), retryPolicy: { maximumRetryAttempts: 186 } },
        "retryPolicy.maximumRetryAttempts",
        /0 to 185/,
    ],
    [
        "an event age out of range",
        target,
        { rule: "r", arn: arn("sns", "t"), retryPolicy: { maximumEventAgeInSeconds: 59 } },
        "retryPolicy.maximumEventAgeInSeconds",
        /60 to 86400/,
    ],
    ["a stream that says nothing of what it shows", table, { streamEnabled: true }, "streamEnabled", /streamViewType/],
    [
        "a source that is no table's stream",
        mapping,
        { functionName: "f", eventSourceArn: arn("sqs", "q") },
        "eventSourceArn",
        /not the ARN of a table's stream/,
    ],
    [
        "a stream of a table that is not there",
        mapping,
        { functionName: "f", eventSourceArn: arn("dynamodb", "table/absent/stream/2026-01-01T00:00:00.000") },
        "eventSourceArn",
        /table\/absent/,
    ],
    [
        "a filter that does not parse",
        mapping,
        { functionName: "f", filterCriteria: { filters: [{ pattern: "{" }] } },
        "filterCriteria.filters",
        /not JSON/,
    ],
    ["a timeout out of range", lambda, { role: roleArn, timeout: 901 }, "timeout", /1 to 900/],
    [
        "a variable that Lambda sets itself",
        lambda,
        { role: roleArn, environment: { variables: { AWS_REGION: "eu-west-1" } } },
        "environment.variables",
        /reserved keys.*AWS_REGION/,
    ],
    [
        "an environment that is too large",
        lambda,
        { role: roleArn, environment: { variables: { A: "a".repeat(5000) } } },
        "environment.variables",
        /4KB limit/,
    ],
    [
        "a key without its attribute",
        table,
        { hashKey: "id", attributes: [{ name: "other", type: "S" }] },
        "attributes",
        /"id"/,
    ],
    [
        "an attribute that is no key",
        table,
        {
            hashKey: "id",
            attributes: [
                { name: "id", type: "S" },
                { name: "x", type: "S" },
            ],
        },
        "attributes",
        /"x"/,
    ],
    [
        "an index with five attributes in its key",
        table,
        { globalSecondaryIndexes: [{ name: "i", keySchemas: keys("HASH", "HASH", "HASH", "HASH", "HASH") }] },
        "globalSecondaryIndexes",
        /"i" has 5 HASH and 0 RANGE keys/,
    ],
    [
        "an index with a HASH key after a RANGE key",
        table,
        { globalSecondaryIndexes: [{ name: "i", keySchemas: keys("HASH", "RANGE", "HASH") }] },
        "globalSecondaryIndexes",
        /a HASH key after a RANGE key/,
    ],
    [
        "an index with both ways of saying its key",
        table,
        { globalSecondaryIndexes: [{ name: "i", hashKey: "k", keySchemas: keys("HASH") }] },
        "globalSecondaryIndexes",
        /must not have a hashKey/,
    ],
    [
        "an index with an attribute twice in its key",
        table,
        { globalSecondaryIndexes: [{ name: "i", keySchemas: [...keys("HASH"), ...keys("RANGE")] }] },
        "globalSecondaryIndexes",
        /"i" has an attribute twice/,
    ],
    [
        "two indexes of one name",
        table,
        { globalSecondaryIndexes: ["id", "kind"].map((hashKey) => ({ ...indexed, hashKey })) },
        "globalSecondaryIndexes",
        /one name twice/,
    ],
    [
        "21 indexes",
        table,
        { globalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => ({ ...indexed, name: `index-${at}` })) },
        "globalSecondaryIndexes",
        /are 21: a table may have 20/,
    ],
    [
        "an index with a projection that AWS has not",
        table,
        { globalSecondaryIndexes: [{ ...indexed, projectionType: "SOME" }] },
        "globalSecondaryIndexes",
        /none of ALL, INCLUDE and KEYS_ONLY/,
    ],
    [
        "attributes that an index projects anyway",
        table,
        { globalSecondaryIndexes: [{ ...indexed, nonKeyAttributes: ["a"] }] },
        "globalSecondaryIndexes",
        /not INCLUDE/,
    ],
    [
        "a name that no index can have",
        table,
        { globalSecondaryIndexes: [{ ...indexed, name: "a b" }] },
        "globalSecondaryIndexes",
        /"a b"/,
    ],
    ["a local index", table, { localSecondaryIndexes: [indexed] }, "localSecondaryIndexes", /does not have/],
    ["a capacity of nothing", table, { readCapacity: 0 }, "readCapacity", /0: it must be a whole number from 1/],
    ["a stream that shows nothing", table, { streamEnabled: true }, "streamEnabled", /needs a streamViewType/],
    [
        "a key of a type that no key has",
        table,
        { hashKey: "id", attributes: [{ name: "id", type: "M" }] },
        "attributes",
        /type M/,
    ],
    ["a table without a key", table, { attributes: [] }, "hashKey", /required/],
    ["an index without a key", table, { globalSecondaryIndexes: [{ name: "i" }] }, "globalSecondaryIndexes", /neither/],
    [
        "an attribute of an index's keySchemas that is not declared",
        table,
        {
            hashKey: "id",
            attributes: [{ name: "id", type: "S" }],
            globalSecondaryIndexes: [{ name: "i", keySchemas: keys("HASH") }],
        },
        "attributes",
        /"key0"/,
    ],
    [
        "a retention that CloudWatch has not",
        "aws:cloudwatch/logGroup:LogGroup",
        { retentionInDays: 2 },
        "retentionInDays",
        /one of/,
    ],
    [
        "a recovery window out of range",
        "aws:secretsmanager/secret:Secret",
        { recoveryWindowInDays: 3 },
        "recoveryWindowInDays",
        /7 to 30/,
    ],
    [
        "a function that is not there",
        permission,
        { function: "absent", action: "lambda:InvokeFunction", principal: "p" },
        "function",
        /absent/,
    ],
    [
        "limits of one method alone",
        "aws:apigateway/methodSettings:MethodSettings",
        { restApi: "a", stageName: "v1", methodPath: "a/GET", settings: {} },
        "methodPath",
        /one of/,
    ],
    ["variables of a stage", "aws:apigateway/stage:Stage", { variables: { a: "b" } }, "variables", /does not have it/],
    ["a body that is no API", "aws:apigateway/restApi:RestApi", { body: "{" }, "body", /not JSON/],
];

describe("what the aws provider refuses before anything is made", () => {
    let cloud: Cloud;
    let provider: AwsProvider;

    before(async () => {
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: "us-east-1" });
        provider = new AwsProvider({ cloud, place: () => cloud.place });
    });
    after(() => cloud.stop());

    for (const [what, type, inputs, property, says] of faults) {
        it(`${what} (${type.split(":").at(-1)})`, async () => {
            const { failures } = await provider.check(makeUrn(type, "it"), {}, inputs);

            const failure = failures.find((one) => one.property === property);
            expect(failure?.reason, JSON.stringify(failures)).to.match(says);
        });
    }

    it("takes an index with four attributes of each kind in its key", async () => {
        const keySchemas = keys("HASH", "HASH", "HASH", "HASH", "RANGE", "RANGE", "RANGE", "RANGE");

        const { failures } = await provider.check(
            makeUrn(table, "t"),
            {},
            {
                hashKey: "id",
                attributes: ["id", ...keySchemas.map(({ attributeName }) => attributeName)].map((name) => ({
                    name,
                    type: "S",
                })),
                globalSecondaryIndexes: [{ name: "idx", keySchemas, projectionType: "ALL" }],
            },
        );

        expect(failures).to.deep.equal([]);
    });

    it("takes a bus that the same program declares", async () => {
        await provider.check(makeUrn("aws:cloudwatch/eventBus:EventBus", "b"), {}, { name: "declared" });

        const { failures } = await provider.check(
            makeUrn(rule, "r"),
            {},
            { eventBusName: "declared", eventPattern: '{"source":["a"]}' },
        );

        expect(failures).to.deep.equal([]);
    });

    it("takes no bus that was deleted since", async () => {
        const bus = await make(provider, "aws:cloudwatch/eventBus:EventBus", "b", { name: "gone" });
        await provider.delete(bus);

        const { failures } = await provider.check(
            makeUrn(rule, "r"),
            {},
            { eventBusName: "gone", eventPattern: '{"source":["a"]}' },
        );

        expect(failures.map(({ property }) => property)).to.deep.equal(["eventBusName"]);
    });
});
