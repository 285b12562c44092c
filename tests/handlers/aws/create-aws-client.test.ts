import {
    ConditionalCheckFailedException,
    DynamoDBClient,
    PutItemCommand,
    TransactionCanceledException,
    TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
    GetSecretValueCommand,
    ResourceNotFoundException,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";

import { failure } from "local-cloud/testing";
import { createAwsClient } from "../../../handlers/aws/create-aws-client";
import {
    type Answer,
    expectedSignature,
    readSignature,
    reply,
    startStubService,
    type StubService,
} from "./stub-service";

const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

describe("createAwsClient", () => {
    let service: StubService | undefined;
    let environment: NodeJS.ProcessEnv;

    beforeEach(() => {
        environment = { ...process.env };
        Object.assign(process.env, {
            AWS_REGION: "eu-west-1",
            AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_SESSION_TOKEN: "a/session+token==",
        });
    });

    afterEach(async () => {
        process.env = environment;
        await service?.stop();
        service = undefined;
    });

    async function start(answer: Answer): Promise<StubService> {
        service = await startStubService(answer);
        process.env.AWS_ENDPOINT_URL = service.url;
        return service;
    }

    const putEvents = (Detail = "{}") =>
        new PutEventsCommand({
            Entries: [{ Source: "s", DetailType: "d", Detail, Time: new Date(1_700_000_000_000) }],
        });
    const accepted: Answer = (response) => reply(response, 200, { FailedEntryCount: 0, Entries: [{ EventId: "1" }] });

    it("sends what the SDK's own client sends, and reads the answer as it does", async () => {
        const { received } = await start(accepted);
        const sdk = new EventBridgeClient({ credentials: { accessKeyId: "A", secretAccessKey } });

        const answers = [
            await createAwsClient(EventBridgeClient, { maxAttempts: 3 }).send(putEvents("Ünïcödé \u2028 😀")),
            await sdk.send(putEvents("Ünïcödé \u2028 😀")),
        ];

        const [ours, theirs] = received;
        expect(JSON.parse(ours?.body ?? "")).to.deep.equal(JSON.parse(theirs?.body ?? ""));
        expect(ours?.body).to.contain('"Time":1700000000');
        for (const name of ["host", "content-type", "content-length", "x-amz-target", "amz-sdk-request"]) {
            expect(ours?.headers[name], name).to.equal(theirs?.headers[name]);
        }
        expect(answers[0]).to.deep.equal(answers[1]);
        expect(answers[0]?.Entries).to.deep.equal([{ EventId: "1" }]);
        sdk.destroy();
    });

    it("sends bytes, also those in a set, as the SDK's own client does, and nothing for members without a value", async () => {
        const { received } = await start((response) => reply(response, 200, {}));
        const bytes = Uint8Array.of(0, 127, 128, 255);
        const put = new PutItemCommand({
            TableName: "t",
            Item: {
                id: { S: "2026-11-27T10:15:00.000Z" },
                one: { B: bytes },
                buffer: { B: Buffer.from(bytes) },
                set: { BS: [bytes, Buffer.from("b")] },
                deep: { M: { list: { L: [{ B: bytes }, { NULL: true }, { N: "1.50" }] } } },
            },
            ConditionExpression: undefined,
            ExpressionAttributeNames: null as never,
        });
        const sdk = new DynamoDBClient({ credentials: { accessKeyId: "A", secretAccessKey } });

        await createAwsClient(DynamoDBClient, { maxAttempts: 4 }).send(put);
        await sdk.send(put);

        const [ours, theirs] = received.map(({ body }) => JSON.parse(body) as object);
        expect(ours).to.deep.equal(theirs);
        expect(ours).to.have.nested.property("Item.one.B", "AH+A/w==");
        sdk.destroy();
    });

    it("lets the service know a repeated request by one token a call, or the caller's own", async () => {
        const { received } = await start((response, attempt) =>
            attempt === 1 ? response.socket?.destroy() : reply(response, 200, {}),
        );
        const client = createAwsClient(DynamoDBClient, { maxAttempts: 4 });

        await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
        await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
        await client.send(new TransactWriteItemsCommand({ TransactItems: [], ClientRequestToken: "mine" }));

        const tokens = received.map(
            ({ body }) => (JSON.parse(body) as { ClientRequestToken: string }).ClientRequestToken,
        );
        expect(tokens[0]).to.match(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
        expect(tokens[1]).to.equal(tokens[0]);
        expect(tokens[2]).to.not.equal(tokens[0]);
        expect(tokens[3]).to.equal("mine");
    });

    it("signs each request: with the session's token, by the same rules as the SDK's own client", async () => {
        const { received } = await start(accepted);
        const sdk = new EventBridgeClient({ credentials: { accessKeyId: "A", secretAccessKey } });

        await sdk.send(putEvents());
        const client = createAwsClient(EventBridgeClient, { maxAttempts: 3 });
        await client.send(putEvents());
        await client.send(putEvents("another"));
        delete process.env.AWS_SESSION_TOKEN;
        await createAwsClient(EventBridgeClient, { maxAttempts: 3 }).send(putEvents());

        for (const request of received) {
            expect(readSignature(request)).to.equal(expectedSignature(request, secretAccessKey));
        }
        expect(received.map(({ headers }) => headers["x-amz-security-token"])).to.deep.equal([
            undefined,
            "a/session+token==",
            "a/session+token==",
            undefined,
        ]);
        expect(received[1]?.headers.authorization).to.match(
            /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/\d{8}\/eu-west-1\/events\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=/,
        );
        sdk.destroy();
    });

    for (const [how, fail] of Object.entries<Answer>({
        "an error of the service": (response) => reply(response, 500, { __type: "InternalException" }),
        "a 503 that is no JSON": (response) => response.writeHead(503).end("<html>"),
        throttling: (response) => reply(response, 400, { __type: "ThrottlingException" }),
        "a connection that breaks": (response) => response.socket?.destroy(),
        "an answer that breaks off": (response) => {
            response.writeHead(200, { "content-length": "100" });
            response.write('{"FailedEntryCount":0', () => response.socket?.destroy());
        },
    })) {
        it(`tries again after ${how}, and gives up after the last attempt`, async () => {
            const { received } = await start((response, attempt) =>
                attempt === 2 ? accepted(response, attempt) : fail(response, attempt),
            );
            const client = createAwsClient(EventBridgeClient, { maxAttempts: 2 });

            const { $metadata } = await client.send(putEvents());
            const failed = await failure(client.send(putEvents()));

            expect($metadata.attempts).to.equal(2);
            expect(failed).to.be.instanceOf(Error);
            expect(received.map(({ headers }) => headers["amz-sdk-request"])).to.deep.equal([
                "attempt=1; max=2",
                "attempt=2; max=2",
                "attempt=1; max=2",
                "attempt=2; max=2",
            ]);
        });
    }

    it("does not try again what the service refuses", async () => {
        const { received } = await start((response) => reply(response, 400, { __type: "ValidationException" }));

        const error = await createAwsClient(EventBridgeClient, { maxAttempts: 3 })
            .send(putEvents())
            .catch((reason: Error) => reason);

        expect(error).to.include({ name: "ValidationException" });
        expect(received).to.have.length(1);
    });

    it("fails in time when nothing is answered, or only a part, once for each attempt", async () => {
        const { received } = await start((response, attempt) => {
            if (attempt === 2) {
                response.writeHead(200).write("{");
            }
        });

        const error = await createAwsClient(EventBridgeClient, { maxAttempts: 2, requestTimeout: 50 })
            .send(putEvents())
            .catch((reason: Error) => reason);

        expect(error).to.include({ name: "TimeoutError" });
        expect(received).to.have.length(2);
    });

    it("fails in time when no connection comes about", async () => {
        // Addresses for documentation (RFC 5737) lead nowhere; where the network says so at once, that is an error too.
        process.env.AWS_ENDPOINT_URL = "http://192.0.2.1:9";

        const error = await createAwsClient(EventBridgeClient, { maxAttempts: 1, connectionTimeout: 50 })
            .send(putEvents())
            .catch((reason: Error) => reason);

        expect(error).to.be.instanceOf(Error);
        expect((error as Error).message).to.match(/no connection in 50 ms|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED/);
    });

    it("ends a call whose signal is aborted", async () => {
        await start(() => undefined);
        const client = createAwsClient(EventBridgeClient, { maxAttempts: 3 });
        const abort = new AbortController();

        const call = client.send(putEvents(), { abortSignal: abort.signal }).catch((reason: Error) => reason);
        setTimeout(() => abort.abort(), 20);

        expect(await call).to.include({ name: "AbortError" });
    });

    it("turns errors into the SDK's exceptions, with what they hold", async () => {
        const failures = [
            { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", Item: { id: { S: "1" } } },
            {
                __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                Message: "Transaction cancelled",
                CancellationReasons: [{ Code: "ConditionalCheckFailed" }, { Code: "None" }],
            },
            { __type: "ResourceNotFoundException", Message: "Secrets Manager can't find the specified secret." },
        ];
        await start((response, attempt) => reply(response, 400, failures[attempt - 1] ?? {}));
        const tables = createAwsClient(DynamoDBClient, { maxAttempts: 4 });

        const conflict = await failure(tables.send(new PutItemCommand({ TableName: "t", Item: { id: { S: "1" } } })));
        const cancelled = await failure(tables.send(new TransactWriteItemsCommand({ TransactItems: [] })));
        const missing = await failure(
            createAwsClient(SecretsManagerClient, { maxAttempts: 3 }).send(
                new GetSecretValueCommand({ SecretId: "s" }),
            ),
        );

        expect(conflict).to.be.instanceOf(ConditionalCheckFailedException);
        expect(conflict).to.deep.include({ name: "ConditionalCheckFailedException", Item: { id: { S: "1" } } });
        expect(cancelled).to.be.instanceOf(TransactionCanceledException);
        expect((cancelled as TransactionCanceledException).CancellationReasons).to.deep.equal([
            { Code: "ConditionalCheckFailed" },
            { Code: "None" },
        ]);
        expect(missing).to.be.instanceOf(ResourceNotFoundException);
        expect(missing).to.include({ message: "Secrets Manager can't find the specified secret." });
    });

    it("puts together an answer that comes in pieces, also where one ends within a character", async () => {
        const answer = Buffer.from(JSON.stringify({ SecretString: "ä€😀", CreatedDate: 1_700_000_000.5 }));
        await start((response) => {
            const [first, ...rest] = [...answer.keys()].map((index) => answer.subarray(index, index + 1));
            response.write(first);
            void (async () => {
                for (const byte of rest) {
                    await wait(0);
                    response.write(byte);
                }
                response.end();
            })();
        });

        const { SecretString, CreatedDate } = await createAwsClient(SecretsManagerClient, { maxAttempts: 3 }).send(
            new GetSecretValueCommand({ SecretId: "s" }),
        );

        expect({ SecretString, CreatedDate }).to.deep.equal({
            SecretString: "ä€😀",
            CreatedDate: new Date(1_700_000_000_500),
        });
    });

    it("keeps its connection, and tries again on another one when the service has closed it meanwhile", async () => {
        const { received } = await start((response, attempt) =>
            // As when the end of the connection crosses the request on its way.
            attempt === 3 ? response.socket?.destroy() : accepted(response, attempt),
        );
        const client = createAwsClient(EventBridgeClient, { maxAttempts: 2 });

        await client.send(putEvents());
        await client.send(putEvents());
        await client.send(putEvents());

        const [first, second, third, fourth] = received.map(({ connection }) => connection);
        expect([second, third]).to.deep.equal([first, first]);
        expect(fourth).to.not.equal(first);
        expect(received).to.have.length(4);
    });

    it("passes the call's trace on", async () => {
        const { received } = await start(accepted);
        const client = createAwsClient(EventBridgeClient, { maxAttempts: 1 });

        process.env._X_AMZN_TRACE_ID = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
        await client.send(putEvents());
        delete process.env._X_AMZN_TRACE_ID;
        await client.send(putEvents());

        expect(received.map(({ headers }) => headers["x-amzn-trace-id"])).to.deep.equal([
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            undefined,
        ]);
    });

    it("lets the document client put plain values in and take them out", async () => {
        const item = { id: "1", n: 12, list: [true, null], map: { "": "ü" } };
        const stored = {
            id: { S: "1" },
            n: { N: "12" },
            list: { L: [{ BOOL: true }, { NULL: true }] },
            map: { M: { "": { S: "ü" } } },
        };
        const { received } = await start((response) => reply(response, 200, { Item: stored }));
        const documents = DynamoDBDocumentClient.from(createAwsClient(DynamoDBClient, { maxAttempts: 4 }));

        await documents.send(new PutCommand({ TableName: "t", Item: item }));
        const { Item } = await documents.send(new GetCommand({ TableName: "t", Key: { id: "1" } }));

        expect(JSON.parse(received[0]?.body ?? "")).to.deep.equal({ TableName: "t", Item: stored });
        expect(received[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.PutItem");
        expect(Item).to.deep.equal(item);
    });

    it("refuses services with another protocol, and names them", () => {
        for (const [Class, name] of [
            [LambdaClient, "Lambda"],
            [SQSClient, "SQS"],
        ] as const) {
            expect(() => createAwsClient<LambdaClient | SQSClient>(Class, { maxAttempts: 1 })).to.throw(
                `createAwsClient does not know the protocol of ${name}: use the SDK's client as it is`,
            );
        }
    });

    it("says what the environment lacks", () => {
        delete process.env.AWS_REGION;

        expect(() => createAwsClient(EventBridgeClient, { maxAttempts: 1 })).to.throw(/^AWS_REGION is not set/);
    });
});
