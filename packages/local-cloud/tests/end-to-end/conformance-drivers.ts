import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as events from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as secretsmanager from "@aws-sdk/client-secrets-manager";
import * as sqs from "@aws-sdk/client-sqs";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { cliVersion } from "../../src/testing/aws-cli";
import type { ConformanceCloud } from "./conformance-cloud";

type Settings = ConformanceCloud["settings"];

/** As the AWS CLI names them. */
export type Service = "cloudwatch" | "dynamodb" | "events" | "lambda" | "logs" | "secretsmanager" | "sqs";

/** One way to call AWS's API: an operation by its name in AWS's reference, its input and its answer as there too. */
export interface Driver {
    /** Rejects with an error whose `name` is AWS's code of it. */
    call<Answer = Record<string, string>>(service: Service, operation: string, input?: object): Promise<Answer>;
    /** Lambda's Invoke, whose answer is not all JSON. */
    invoke(
        functionName: string,
        payload: string,
    ): Promise<{ StatusCode: number; FunctionError?: string; text: string }>;
    close(): Promise<void>;
}

interface Client {
    send(command: object): Promise<object>;
    destroy(): void;
}

interface Library {
    client: (settings: Settings) => Client;
    commands: Record<string, unknown>;
}

const libraries = {
    cloudwatch: { client: (settings) => new cloudwatch.CloudWatchClient(settings), commands: cloudwatch },
    dynamodb: { client: (settings) => new dynamodb.DynamoDBClient(settings), commands: dynamodb },
    events: { client: (settings) => new events.EventBridgeClient(settings), commands: events },
    lambda: { client: (settings) => new lambda.LambdaClient(settings), commands: lambda },
    logs: { client: (settings) => new logs.CloudWatchLogsClient(settings), commands: logs },
    secretsmanager: {
        client: (settings) => new secretsmanager.SecretsManagerClient(settings),
        commands: secretsmanager,
    },
    sqs: { client: (settings) => new sqs.SQSClient(settings), commands: sqs },
} satisfies Record<Service, Library> as Record<Service, Library>;

/** AWS's SDK for JavaScript. */
export function sdkDriver(settings: Settings): Driver {
    const clients = new Map<Service, Client>();
    const openClient = (service: Service) => {
        const client = clients.get(service) ?? libraries[service].client(settings);
        clients.set(service, client);
        return client;
    };
    return {
        async call<Answer>(service: Service, operation: string, input: object = {}) {
            const Command = libraries[service].commands[`${operation}Command`] as new (input: object) => object;
            return (await openClient(service).send(new Command(input))) as Answer;
        },
        async invoke(FunctionName, payload) {
            const input = { FunctionName, Payload: Buffer.from(payload) };
            const answer = await openClient("lambda").send(new lambda.InvokeCommand(input));
            const { StatusCode = 0, FunctionError, Payload } = answer as lambda.InvokeCommandOutput;
            return { StatusCode, ...(FunctionError && { FunctionError }), text: Buffer.from(Payload ?? []).toString() };
        },
        async close() {
            clients.forEach((client) => client.destroy());
        },
    };
}

/** The AWS CLI, as a person would run it, with nothing of this machine's own settings. */
export async function cliDriver({ endpoint, region, credentials }: Settings): Promise<Driver> {
    const folder = await mkdtemp(path.join(tmpdir(), "conformance-cli-"));
    const environment = {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_DEFAULT_REGION: region,
        AWS_DEFAULT_OUTPUT: "json",
        AWS_PAGER: "",
        AWS_EC2_METADATA_DISABLED: "true",
        // Where the commands of pyenv and the like find their real ones.
        ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
    };
    async function run<Answer>(...args: string[]): Promise<Answer> {
        try {
            const { stdout } = await promisify(execFile)("aws", ["--endpoint-url", endpoint, ...args], {
                cwd: folder,
                env: environment,
            });
            return (stdout.trim() === "" ? {} : JSON.parse(stdout)) as Answer;
        } catch (error) {
            // An error occurred (ResourceNotFoundException) when calling the DescribeRule operation: …
            const { stderr = "" } = error as { stderr?: string };
            const [, code, message] = /An error occurred \((\S+)\) when calling [^:]*: ([^]*)/.exec(stderr) ?? [];
            if (code !== undefined) {
                throw Object.assign(new Error(message), { name: code });
            }
            throw error;
        }
    }
    return {
        call: (service, operation, input = {}) =>
            run(service, kebab(operation), "--cli-input-json", JSON.stringify(input)),
        async invoke(functionName, payload) {
            const raw = cliVersion().startsWith("aws-cli/1") ? [] : ["--cli-binary-format", "raw-in-base64-out"];
            const answer = await run<{ StatusCode: number; FunctionError?: string }>(
                ...["lambda", "invoke", "--function-name", functionName, "--payload", payload, ...raw, "answer.json"],
            );
            return { ...answer, text: await readFile(path.join(folder, "answer.json"), "utf8") };
        },
        close: () => rm(folder, { recursive: true }),
    };
}

/** `PutRule` is `put-rule`. */
function kebab(operation: string): string {
    return operation.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
