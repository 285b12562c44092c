import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import path from "node:path";

import { Cloud } from "../../src/cloud";
import { readProject } from "../../src/project";
import { ReusingEvaluator } from "../../src/testing/reusing-evaluator";
import { until } from "../../src/testing/until";

const folder = path.resolve(__dirname, "../fixtures/orders");

describe("another program than this project's, on the local cloud", function () {
    this.timeout(60_000);
    const project = readProject(folder, "dev");
    const evaluator = new ReusingEvaluator(folder);
    let cloud: Cloud;
    let outputs: { ordersUrl: string; tableName: string; packingUrl: string; unpackableUrl: string };
    let database: DynamoDBClient;
    let sqs: SQSClient;
    let logs: CloudWatchLogsClient;

    before(async () => {
        const region = project.config["aws:region"] ?? "";
        cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region });
        await cloud.apply(await evaluator.evaluate(project, cloud.place));
        outputs = cloud.stackOutputs as typeof outputs;
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const settings = { region, endpoint: cloud.place.awsUrl, credentials };
        database = new DynamoDBClient(settings);
        sqs = new SQSClient(settings);
        logs = new CloudWatchLogsClient(settings);
    });

    after(async () => {
        database?.destroy();
        sqs?.destroy();
        logs?.destroy();
        evaluator.stop();
        await cloud?.stop();
    });

    async function place(items: { price: number; quantity: number }[]): Promise<string> {
        const response = await fetch(outputs.ordersUrl, { method: "POST", body: JSON.stringify({ items }) });
        expect(response.status).to.equal(202);
        return ((await response.json()) as { id: string }).id;
    }

    async function fulfilled(id: string): Promise<unknown> {
        return until(`order ${id}`, async () => {
            const response = await fetch(`${outputs.ordersUrl}/${id}`);
            return response.status === 200 ? await response.json() : undefined;
        });
    }

    async function receive(QueueUrl: string, WaitTimeSeconds = 0): Promise<Message | undefined> {
        const { Messages } = await sqs.send(
            new ReceiveMessageCommand({
                QueueUrl,
                WaitTimeSeconds,
                MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"],
            }),
        );
        return Messages?.[0];
    }

    it("takes an order from the API over the bus into the table, and back", async () => {
        const id = await place([
            { price: 250, quantity: 2 },
            { price: 100, quantity: 1 },
        ]);

        const shown = await fulfilled(id);
        const { Item } = await database.send(
            new GetItemCommand({ TableName: outputs.tableName, Key: { id: { S: id } } }),
        );

        expect(shown).to.deep.equal({ id, total: 600, currency: "CHF", status: "fulfilled" });
        expect(Item).to.deep.equal({
            id: { S: id },
            total: { N: "600" },
            currency: { S: "CHF" },
            status: { S: "fulfilled" },
        });
    });

    it("has only large orders in the queue, as the input transformer writes them", async () => {
        const small = await place([{ price: 1000, quantity: 1 }]);
        await fulfilled(small);
        const id = await place([{ price: 1001, quantity: 1 }]);

        const message = await receive(outputs.packingUrl, 10);

        expect(JSON.parse(message?.Body ?? "")).to.deep.equal({ pack: id, worth: 1001 });
    });

    it("moves what is received too often to the dead-letter queue", async () => {
        const message = await until("the message in the dead-letter queue", async () => {
            await receive(outputs.packingUrl);
            return receive(outputs.unpackableUrl);
        });

        expect(JSON.parse(message.Body ?? "")).to.include({ worth: 1001 });
        expect(message.Attributes?.DeadLetterQueueSourceArn).to.match(/:packing-[0-9a-f]{7}$/);
    });

    it("answers 404 for an order that is not there, and as awsx has set API Gateway to for a path that is not", async () => {
        const order = await fetch(`${outputs.ordersUrl}/none`);
        const elsewhere = await fetch(new URL("/v1/elsewhere", outputs.ordersUrl));

        expect(order.status).to.equal(404);
        expect(await order.json()).to.deep.equal({ message: "no such order" });
        expect(elsewhere.status).to.equal(404);
        expect(await elsewhere.text()).to.equal('{"message": "404 Not found" }');
    });

    it("shows in the function's log why an order failed", async () => {
        const id = await place([{ price: 0, quantity: 1 }]);

        const line = await until("the error in the log", async () => {
            const { logGroups } = await cloud.call<{ logGroups: { logGroupName: string }[] }>(
                cloud.logs,
                "DescribeLogGroups",
                { logGroupNamePrefix: "/aws/lambda/fulfil" },
            );
            const { events } = await logs.send(
                new FilterLogEventsCommand({
                    logGroupName: logGroups[0]?.logGroupName,
                    filterPattern: `"order ${id} costs nothing"`,
                }),
            );
            return events?.[0]?.message;
        });

        expect(line).to.include("ERROR");
    });

    it("finds nothing to change when the program is the same, and removes all that it no longer declares", async () => {
        const graph = await evaluator.evaluate(project, cloud.place);

        const again = await cloud.apply(graph);
        const emptied = await cloud.apply({ resources: [], outputs: {} });

        expect(again).to.deep.equal({ created: [], updated: [], deleted: [], unchanged: graph.resources.length });
        expect(emptied.deleted).to.have.length(graph.resources.length);
        expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).to.deep.equal([]);
        expect((await database.send(new ListTablesCommand({}))).TableNames).to.deep.equal([]);
        expect((await fetch(outputs.ordersUrl)).status).to.equal(403);
        expect(cloud.lambda.processes).to.equal(0);
    });
});
