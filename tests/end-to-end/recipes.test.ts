import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeReplayCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { makeEvent, type MadeEventType, type StripeEvent } from "stripe-events";
import { signed } from "../handlers/signing";
import { cliVersion, until } from "local-cloud/testing";
import { type LocalRun, root, signingSecret, startLocalRun } from "./local-run";

const markdown = readFileSync(path.join(root, "docs/deploying.md"), "utf8");
/** The functions that the recipes begin with, then the recipes in their order. */
const [functions = "", ...recipes] = [...markdown.matchAll(/^```bash\n([^]*?)^```$/gm)].map(([, text]) => text ?? "");
const [redrive = "", drop = "", replay = ""] = recipes;

// The AWS CLI takes a second for each command, so it is asked for: by CONFORMANCE_CLI=1, which CI sets.
const isAsked = process.env.CONFORMANCE_CLI !== undefined;
const cli = isAsked ? cliVersion() : "left out: set CONFORMANCE_CLI=1";

describe("The recipes of docs/deploying.md", () => {
    it("are three, which bash can read", async () => {
        expect(recipes).to.have.length(3);
        for (const recipe of [functions, ...recipes]) {
            await promisify(execFile)("bash", ["-n", "-c", recipe]);
        }
    });

    (isAsked ? describe : describe.skip)(`on the local cloud, as they stand there (${cli})`, function () {
        this.timeout(120_000);
        let run: LocalRun;
        let documents: DynamoDBDocumentClient;
        let sqs: SQSClient;
        let folder: string;

        before(async () => {
            folder = mkdtempSync(path.join(tmpdir(), "recipes-"));
            run = await startLocalRun();
            documents = DynamoDBDocumentClient.from(new DynamoDBClient(run.aws));
            sqs = new SQSClient(run.aws);
        });

        after(async () => {
            documents?.destroy();
            sqs?.destroy();
            await run?.stop();
            rmSync(folder, { recursive: true });
        });

        /** Runs a recipe in an empty folder, which it must leave empty: what passes through it is customers' data. */
        async function follow(recipe: string): Promise<void> {
            await promisify(execFile)("bash", ["-euo", "pipefail", "-c", functions + recipe], {
                cwd: folder,
                env: {
                    PATH: process.env.PATH,
                    ...(process.env.PYENV_ROOT && { PYENV_ROOT: process.env.PYENV_ROOT }),
                    HOME: folder,
                    AWS_ENDPOINT_URL: run.aws.endpoint,
                    AWS_DEFAULT_REGION: run.aws.region,
                    AWS_ACCESS_KEY_ID: "local",
                    AWS_SECRET_ACCESS_KEY: "local",
                    AWS_PAGER: "",
                },
            });
            expect(readdirSync(folder).filter((file) => file !== ".aws")).to.deep.equal([]);
        }

        const queueUrl = () => run.outputs.deadLetterQueueUrls["billing-state"] as string;

        function findFunction(name: string) {
            const lambda = run.graph.resources.find(
                (one) => one.type === "aws:lambda/function:Function" && one.name === name,
            );
            return { arn: lambda?.outputs.arn as string, logGroup: (lambda?.inputs.loggingConfig as Group).logGroup };
        }

        interface Group {
            logGroup: string;
        }

        /** An event as the bus gives it to a function. */
        function delivered(type: MadeEventType): { detail: StripeEvent } {
            const detail = makeEvent(type);
            return { "detail-type": type, source: "stripe.com", id: detail.id, detail } as { detail: StripeEvent };
        }

        const letter = (body: object, attributes: Record<string, string> = {}) =>
            sqs.send(
                new SendMessageCommand({
                    QueueUrl: queueUrl(),
                    MessageBody: JSON.stringify(body),
                    MessageAttributes: Object.fromEntries(
                        Object.entries(attributes).map(([name, StringValue]) => [
                            name,
                            { DataType: "String", StringValue },
                        ]),
                    ),
                }),
            );

        async function waiting(): Promise<number> {
            const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
            const { Attributes = {} } = await sqs.send(
                new GetQueueAttributesCommand({ QueueUrl: queueUrl(), AttributeNames: [...AttributeNames] }),
            );
            return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
        }

        const recorded = (eventId: string) =>
            until(`the ledger entry of ${eventId}`, async () => {
                const { Item } = await documents.send(
                    new GetCommand({ TableName: run.outputs.ledgerTableName, Key: { eventId } }),
                );
                return Item;
            });

        it("redrive EventBridge's letters and Lambda's, until the queue is empty", async () => {
            const { arn } = findFunction("billing-state");
            const [fromBus, fromLambda] = [delivered("customer.created"), delivered("invoice.paid")];
            await letter(fromBus, { TARGET_ARN: arn, ERROR_CODE: "NO_PERMISSIONS" });
            await letter({
                requestContext: { functionArn: `${arn}:$LATEST`, condition: "RetriesExhausted" },
                requestPayload: fromLambda,
                responsePayload: { errorMessage: "it failed" },
            });

            await follow(redrive);

            expect(await waiting()).to.equal(0);
            expect(await recorded(fromBus.detail.id)).to.include({ outcome: "applied" });
            expect(await recorded(fromLambda.detail.id)).to.include({ outcome: "applied" });
        });

        it("drop what the queue holds", async () => {
            await letter(delivered("customer.created"));
            expect(await waiting()).to.equal(1);

            await follow(drop);

            expect(await waiting()).to.equal(0);
        });

        it("replay the archive to one subscription", async () => {
            const created = Date.parse("2026-11-01T12:00:00Z") / 1000;
            const event = makeEvent("invoice.payment_failed", { created });
            const body = JSON.stringify(event);
            const signature = signed(body, signingSecret, Math.floor(Date.now() / 1000));
            await fetch(run.outputs.webhookUrl, { method: "POST", headers: { "stripe-signature": signature }, body });
            await recorded(event.id);
            const calls = async (name: string) => {
                const logs = new CloudWatchLogsClient(run.aws);
                const { logGroup: logGroupName } = findFunction(name);
                const { events = [] } = await logs.send(
                    new FilterLogEventsCommand({ logGroupName, filterPattern: "REPORT" }),
                );
                logs.destroy();
                return events.length;
            };
            const before = await calls("billing-state");

            await follow(replay);

            const events = new EventBridgeClient(run.aws);
            const replayed = await until("the replay's end", async () => {
                const answer = await events.send(new DescribeReplayCommand({ ReplayName: "payment-trouble-1" }));
                return answer.State === "COMPLETED" ? answer : undefined;
            });
            events.destroy();
            expect(replayed.Destination?.FilterArns?.map((arn) => arn.split("/").pop()?.slice(0, 15))).to.deep.equal([
                "payment-trouble",
            ]);
            await until("its second call", async () => ((await calls("payment-trouble")) === 2 ? true : undefined));
            expect(await calls("billing-state")).to.equal(before);
        });
    });
});
