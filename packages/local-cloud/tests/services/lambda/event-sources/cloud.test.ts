import { randomUUID } from "node:crypto";

import {
    GetEventSourceMappingCommand,
    ListEventSourceMappingsCommand,
    UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import { Cloud } from "../../../../src/cloud";
import type { Observation } from "../../../../src/observation";
import { AwsProvider } from "../../../../src/provider";
import { failure } from "../../../../src/testing/failure";
import { until } from "../../../../src/testing/until";
import { defaultSettings } from "../../../../src/services/lambda/event-sources/event-source-mapping";
import { type AwsClients, awsClients } from "../../../provider/aws-clients";
import { archive, make, makeAll, type MadeResource } from "../../../provider/made-resource";
import { queue, role } from "../../../provider/needed-resources";

const code = `exports.handler = async (event) => {
    console.log(JSON.stringify(event));
    if (event.Records.some(({ dynamodb }) => dynamodb.Keys.id.S === "poison")) throw new Error("poison");
};`;
const table = {
    name: "a-table",
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
};
const stream = { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" };
const streamActions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

describe("a stream's way to a function", () => {
    let cloud: Cloud;
    let provider: AwsProvider;
    let aws: AwsClients;
    let observations: Observation[];
    let things: MadeResource;
    let made: Record<string, MadeResource>;

    beforeEach(async () => {
        observations = [];
        cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region: "us-east-1",
            observe: (observation) => void observations.push(observation),
        });
        provider = new AwsProvider({ cloud, place: () => cloud.place });
        aws = awsClients(cloud);
        made = await makeAll(provider, [
            role,
            queue,
            [
                "function",
                "aws:lambda/function:Function",
                ({ role }) => ({
                    name: "f",
                    role: role?.outputs.arn,
                    runtime: "nodejs24.x",
                    handler: "index.handler",
                    code: archive(code),
                }),
            ],
        ]);
        things = await make(provider, "aws:dynamodb/table:Table", "things", table);
    });

    afterEach(() => cloud.stop());

    const put = (id: string) =>
        aws.tables.send(new PutItemCommand({ TableName: "a-table", Item: { id: { S: id }, n: { N: "1" } } }));
    const lines = () => observations.flatMap((each) => (each.type === "function line" ? [each.line] : []));

    /** Turns the table's stream on, and lets the function read it. */
    async function addStream(): Promise<string> {
        const news = { ...things.inputs, ...stream };
        expect(provider.diff(things, news).replaces).to.deep.equal([]);
        const streamArn = (await provider.update(things, news)).streamArn as string;
        const allow = (Action: string[], Resource: unknown) => ({ Effect: "Allow", Action, Resource });
        await make(provider, "aws:iam/rolePolicy:RolePolicy", "policy", {
            role: "a-role",
            policy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    allow(
                        streamActions.map((action) => `dynamodb:${action}`),
                        streamArn,
                    ),
                    allow(["sqs:SendMessage"], made.queue?.outputs.arn),
                    allow(["logs:*"], "*"),
                ],
            }),
        });
        return streamArn;
    }

    it("begins with an update of a table that stands, and ends with AWS's event in the function", async () => {
        await put("before");
        const streamArn = await addStream();
        await make(provider, "aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
            eventSourceArn: streamArn,
            functionName: "f",
            startingPosition: "TRIM_HORIZON",
        });

        await put("after");
        const line = await until("the function", () => lines()[0]);

        const { Records: records } = JSON.parse(line.slice(line.indexOf("{"))) as {
            Records: Record<string, unknown>[];
        };
        const [{ eventID, dynamodb, ...rest } = {}, ...others] = records;
        const { SequenceNumber, ApproximateCreationDateTime: at, ...change } = dynamodb as Record<string, unknown>;
        expect(others).to.deep.equal([]);
        expect(rest).to.deep.equal({
            eventName: "INSERT",
            eventVersion: "1.1",
            eventSource: "aws:dynamodb",
            awsRegion: "us-east-1",
            eventSourceARN: streamArn,
        });
        expect(change).to.deep.equal({
            Keys: { id: { S: "after" } },
            NewImage: { id: { S: "after" }, n: { N: "1" } },
            SizeBytes: 17,
            StreamViewType: "NEW_AND_OLD_IMAGES",
        });
        expect(eventID).to.match(/^[0-9a-f]{32}$/);
        expect(SequenceNumber).to.match(/^\d{21}$/);
        expect(Number(at)).to.be.closeTo(Date.now() / 1000, 60);
        const ended = await until("the end", () => observations.find(({ type }) => type === "invocation ended"));
        expect(ended).to.deep.include({ functionName: "f", attempt: 1, error: undefined });
    });

    it("leads what fails to a queue, which the function's role may send to", async () => {
        const streamArn = await addStream();
        await make(provider, "aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
            eventSourceArn: streamArn,
            functionName: "f",
            startingPosition: "LATEST",
            maximumRetryAttempts: 0,
            destinationConfig: { onFailure: { destinationArn: made.queue?.outputs.arn } },
        });

        await put("poison");
        const { Messages: letters = [] } = await aws.sqs.send(
            new ReceiveMessageCommand({ QueueUrl: made.queue?.id, WaitTimeSeconds: 20 }),
        );

        const { requestContext, DDBStreamBatchInfo } = JSON.parse(letters[0]?.Body ?? "") as Record<string, object>;
        expect(requestContext).to.deep.include({ condition: "RetryAttemptsExhausted", approximateInvokeCount: 1 });
        expect(DDBStreamBatchInfo).to.deep.include({ batchSize: 1, streamArn });
    });

    it("is shown, listed, paused and resumed by Lambda's API", async () => {
        const EventSourceArn = await addStream();

        const settings = { ...defaultSettings, EventSourceArn, StartingPosition: "LATEST" as const };
        const { uuid: UUID } = await cloud.lambda.eventSources.put(randomUUID(), "f", settings);
        const created = await aws.lambda.send(new GetEventSourceMappingCommand({ UUID }));
        const { State: paused } = await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
        await put("while paused");
        const { EventSourceMappings: list } = await aws.lambda.send(
            new ListEventSourceMappingsCommand({ FunctionName: "f" }),
        );
        await aws.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
        const line = await until("the function", () => lines()[0]);
        await cloud.lambda.eventSources.delete(UUID);
        const gone = await failure(aws.lambda.send(new GetEventSourceMappingCommand({ UUID })));

        expect(created).to.deep.include({
            BatchSize: 100,
            EventSourceArn,
            State: "Enabled",
            StartingPosition: "LATEST",
            EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`,
        });
        expect(created.LastModified).to.be.instanceOf(Date);
        expect(paused).to.equal("Disabled");
        expect(list?.map((each) => [each.UUID, each.State])).to.deep.equal([[UUID, "Disabled"]]);
        expect(line).to.contain("while paused");
        expect(gone.name).to.equal("ResourceNotFoundException");
    });
});
