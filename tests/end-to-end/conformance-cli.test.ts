import { expect } from "chai";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { accountId, type ConformanceCloud, region, startConformanceCloud } from "./conformance-cloud";

const version = spawnSync("aws", ["--version"], { encoding: "utf8" });
const found = version.status === 0 ? `${version.stdout}${version.stderr}`.trim().split(" ")[0] : undefined;

(found === undefined ? describe.skip : describe)(
    found === undefined
        ? "the AWS CLI against the local cloud: skipped, as there is no aws on the PATH"
        : `the AWS CLI (${found}) against the local cloud`,
    function () {
        this.timeout(60_000);
        let running: ConformanceCloud;
        let folder: string;

        before(async () => {
            running = await startConformanceCloud();
            folder = await mkdtemp(path.join(tmpdir(), "conformance-cli-"));
        });

        after(async () => {
            await running?.cloud.stop();
            await rm(folder, { recursive: true, force: true });
        });

        /** Runs a command as a person would, with nothing of this machine's own settings; its answer, parsed. */
        async function aws<Answer = Record<string, string>>(...args: string[]): Promise<Answer> {
            const { stdout } = await promisify(execFile)("aws", args, {
                cwd: folder,
                env: {
                    PATH: process.env.PATH,
                    HOME: folder,
                    AWS_ACCESS_KEY_ID: "test",
                    AWS_SECRET_ACCESS_KEY: "test",
                    AWS_DEFAULT_REGION: region,
                    AWS_DEFAULT_OUTPUT: "json",
                    AWS_PAGER: "",
                    AWS_EC2_METADATA_DISABLED: "true",
                    // Where the commands of pyenv and the like find their real ones.
                    ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
                },
            });
            return (stdout.trim() === "" ? {} : JSON.parse(stdout)) as Answer;
        }

        const at = () => ["--endpoint-url", running.settings.endpoint];

        it("says who calls", async () => {
            expect(await aws("sts", "get-caller-identity", ...at())).to.include({ Account: accountId });
        });

        it("takes an event from the bus to a queue, and a message out of it", async () => {
            const { QueueUrl = "" } = await aws("sqs", "create-queue", "--queue-name", "cli", ...at());
            const Policy = JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sqs:SendMessage",
                        Resource: "*",
                    },
                ],
            });
            const set = ["sqs", "set-queue-attributes", "--queue-url", QueueUrl];
            await aws(...set, "--attributes", JSON.stringify({ Policy }), ...at());
            await aws("events", "put-rule", "--name", "cli", "--event-pattern", '{"source":["cli"]}', ...at());
            const arn = `arn:aws:sqs:${region}:${accountId}:cli`;
            await aws("events", "put-targets", "--rule", "cli", "--targets", `Id=q,Arn=${arn}`, ...at());
            const entry = { Source: "cli", DetailType: "Try", Detail: '{"n":1}' };
            await aws("events", "put-events", "--entries", JSON.stringify([entry]), ...at());

            const { Messages } = await aws<{ Messages: { Body: string }[] }>(
                ...["sqs", "receive-message", "--queue-url", QueueUrl, "--wait-time-seconds", "5"],
                ...at(),
            );

            expect(JSON.parse(Messages[0]?.Body ?? "")).to.deep.include({ source: "cli", detail: { n: 1 } });
        });

        it("keeps an item and a secret", async () => {
            await aws(
                ...["dynamodb", "create-table", "--table-name", "cli", "--billing-mode", "PAY_PER_REQUEST"],
                ...["--attribute-definitions", "AttributeName=id,AttributeType=S"],
                ...["--key-schema", "AttributeName=id,KeyType=HASH", ...at()],
            );
            const item = { id: { S: "1" }, n: { N: "2" } };
            await aws("dynamodb", "put-item", "--table-name", "cli", "--item", JSON.stringify(item), ...at());
            const secret = ["secretsmanager", "create-secret", "--name", "cli", "--secret-string", "hidden"];
            await aws(...secret, ...at());

            const got = await aws<{ Item: object }>(
                ...["dynamodb", "get-item", "--table-name", "cli", "--key", '{"id":{"S":"1"}}', ...at()],
            );
            const value = await aws("secretsmanager", "get-secret-value", "--secret-id", "cli", ...at());

            expect(got.Item).to.deep.equal(item);
            expect(value.SecretString).to.equal("hidden");
        });

        it("invokes a function, reads its log, and its metrics", async () => {
            await running.cloud.lambda.putFunction({
                functionName: "cli",
                runtime: "nodejs22.x",
                architectures: ["arm64"],
                handler: "index.handler",
                timeoutSeconds: 3,
                memoryMegabytes: 128,
                environment: {},
                roleArn: running.roleArn,
                logGroup: "/aws/lambda/cli",
                logFormat: "Text",
                tracing: "PassThrough",
                code: new Map([
                    ["index.js", Buffer.from("exports.handler = async () => { console.log('here'); return 7; };")],
                ]),
            });

            const invoked = await aws<{ StatusCode: number }>(
                ...["lambda", "invoke", "--function-name", "cli", "answer.json", ...at()],
            );
            const { events } = await aws<{ events: { message: string }[] }>(
                ...["logs", "filter-log-events", "--log-group-name", "/aws/lambda/cli"],
                ...["--filter-pattern", "here", ...at()],
            );
            const { Metrics } = await aws<{ Metrics: { MetricName: string }[] }>(
                ...["cloudwatch", "list-metrics", "--namespace", "AWS/Lambda", ...at()],
            );

            expect(invoked.StatusCode).to.equal(200);
            expect(await readFile(path.join(folder, "answer.json"), "utf8")).to.equal("7");
            expect(events).to.have.length(1);
            expect(Metrics.map(({ MetricName }) => MetricName)).to.include("Invocations");
        });

        it("tells errors by their names in AWS's API", async () => {
            const failure = await aws(...["sqs", "get-queue-url", "--queue-name", "none", ...at()]).catch(
                (error: { stderr?: string }) => error,
            );

            expect(failure)
                .to.have.property("stderr")
                .that.matches(/NonExistentQueue|QueueDoesNotExist/);
        });
    },
);
