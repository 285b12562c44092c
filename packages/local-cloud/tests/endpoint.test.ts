import * as lambda from "@aws-sdk/client-lambda";
import * as sqs from "@aws-sdk/client-sqs";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";

import { AwsError } from "../src/aws-error";
import { AwsEndpoint } from "../src/endpoint";
import type { Call, JsonService, RestService } from "../src/services/service";
import { roleWith, type RunningEndpoint, startEndpoint } from "./running-endpoint";

interface Answer {
    status: number;
    headers: IncomingHttpHeaders;
    body: string;
}

describe("AwsEndpoint", () => {
    let running: RunningEndpoint;
    let calls: { input: unknown; call: Call }[];
    let failures: { operation: string; error: unknown }[];
    let waiting: () => void;

    const queues: JsonService = {
        name: "SQS",
        targetPrefix: "AmazonSQS",
        jsonVersion: "1.0",
        schemas: sqs,
        query: {
            version: "2012-11-05",
            namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
            urlMember: "QueueUrl",
        },
        operations: {
            ListQueues: async (input: unknown, call) => {
                calls.push({ input, call });
                return { QueueUrls: ["http://localhost/1/a&b"] };
            },
            SetQueueAttributes: async (input: unknown, call) => {
                calls.push({ input, call });
                return {};
            },
            SendMessage: async (_input, call) => {
                call.authorize("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:a");
                throw new AwsError("QueueDoesNotExist", "There is no <such> queue.", 400, {
                    QueueName: "a",
                });
            },
            ReceiveMessage: async (_input, call) => {
                await new Promise((resolve) => {
                    call.signal.addEventListener("abort", resolve);
                    waiting();
                });
                return { Messages: [] };
            },
            PurgeQueue: async () => {
                throw new AwsError("PurgeQueueInProgress", "It was purged.");
            },
            DeleteQueue: async () => {
                throw new TypeError("a mistake");
            },
        },
    };
    const functions: RestService = {
        name: "Lambda",
        schemas: lambda,
        operations: {
            GetFunction: async (_input: unknown, call) => {
                call.authorize("lambda:GetFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f");
                return {};
            },
            ListFunctions: async (input: unknown, call) => {
                calls.push({ input, call });
                return { NextMarker: null, Colour: "red" };
            },
            AddPermission: async (input: unknown, call) => {
                calls.push({ input, call });
                return { Statement: "s" };
            },
            RemovePermission: async () => ({}),
            Invoke: async (input: unknown, call) => {
                calls.push({ input, call });
                return { StatusCode: 202, ExecutedVersion: "1", Payload: "[1]" };
            },
        },
    };

    beforeEach(async () => {
        calls = [];
        failures = [];
        waiting = () => undefined;
        running = await startEndpoint({
            services: [queues],
            rest: [functions],
            health: () => ({ status: "ready", outputs: { busName: "b" } }),
            logFailure: (operation, error) => failures.push({ operation, error }),
        });
    });
    afterEach(() => running.stop());

    async function send(options: {
        method?: string;
        path?: string;
        headers?: Record<string, string>;
        body?: string | Buffer;
        agent?: Agent;
        signal?: AbortSignal;
    }): Promise<Answer> {
        const { body, ...rest } = options;
        const request = httpRequest({ host: "127.0.0.1", port: running.endpoint.port, method: "POST", ...rest });
        request.end(body);
        const [response] = (await once(request, "response")) as [import("node:http").IncomingMessage];
        const chunks: Buffer[] = [];
        for await (const chunk of response as AsyncIterable<Buffer>) {
            chunks.push(chunk);
        }
        const { statusCode: status = 0, headers } = response;
        return { status, headers, body: Buffer.concat(chunks).toString() };
    }
    const json = (operation: string, body: string | Buffer, headers: Record<string, string> = {}) =>
        send({ headers: { "x-amz-target": `AmazonSQS.${operation}`, ...headers }, body });
    const form = (fields: Record<string, string>) =>
        send({
            headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
            body: new URLSearchParams(fields).toString(),
        });

    describe("with the JSON protocol", () => {
        it("gives the operation its input and answers its output", async () => {
            const answer = await json("ListQueues", '{"QueueNamePrefix":"a"}');

            expect(answer.status).to.equal(200);
            expect(answer.headers).to.include({ "content-type": "application/x-amz-json-1.0" });
            expect(answer.headers["x-amzn-requestid"]).to.equal(calls[0]?.call.requestId);
            expect(JSON.parse(answer.body)).to.deep.equal({ QueueUrls: ["http://localhost/1/a&b"] });
            expect(calls[0]?.input).to.deep.equal({ QueueNamePrefix: "a" });
        });

        it("reads gzipped bodies, and refuses those that are not or that are of another encoding", async () => {
            const good = await json("ListQueues", gzipSync('{"MaxResults":1}'), { "content-encoding": "gzip" });
            const bad = await json("ListQueues", "{}", { "content-encoding": "gzip" });
            const other = await json("ListQueues", "{}", { "content-encoding": "br" });

            expect(good.status).to.equal(200);
            expect(calls[0]?.input).to.deep.equal({ MaxResults: 1 });
            expect(bad.status).to.equal(400);
            expect(bad.body).to.contain("SerializationException");
            expect(other.status).to.equal(415);
        });

        it("answers SerializationException to what is not a JSON object", async () => {
            for (const body of ["{", "[]", "null", '"text"']) {
                const answer = await json("ListQueues", body);

                expect(answer.status, body).to.equal(400);
                expect(JSON.parse(answer.body), body).to.include({ __type: "SerializationException" });
            }
        });

        it("answers SerializationException to members of another type than the operation's", async () => {
            const answer = await json("ListQueues", '{"QueueNamePrefix":5}');

            expect(answer.status).to.equal(400);
            expect(JSON.parse(answer.body)).to.deep.equal({
                __type: "SerializationException",
                message: "QueueNamePrefix must be a string.",
            });
            expect(calls).to.be.empty;
        });

        it("renders an AwsError with its details, and for old clients its query code", async () => {
            const answer = await json("SendMessage", "{}");

            expect(answer.status).to.equal(400);
            expect(JSON.parse(answer.body)).to.deep.equal({
                __type: "QueueDoesNotExist",
                message: "There is no <such> queue.",
                QueueName: "a",
            });
            expect(answer.headers).to.include({
                "x-amzn-errortype": "QueueDoesNotExist",
                "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
            });
        });

        it("names an operation or a service that it does not have", async () => {
            const operation = await json("PurgeUniverse", "{}");
            const inherited = await json("toString", "{}");
            const service = await send({ headers: { "x-amz-target": "AmazonSNS.Publish" }, body: "{}" });

            expect(JSON.parse(operation.body)).to.deep.equal({
                __type: "UnknownOperationException",
                message: "The local cloud's SQS does not have the operation PurgeUniverse.",
            });
            expect(inherited.body).to.contain("UnknownOperationException");
            expect(service.status).to.equal(400);
            expect(service.body).to.contain("UnknownOperationException").and.contain("AmazonSNS.Publish");
        });

        it("answers InternalFailure to an unexpected exception, logs it, and goes on", async () => {
            const answer = await json("DeleteQueue", "{}");
            const next = await json("ListQueues", "{}");

            expect(answer.status).to.equal(500);
            expect(JSON.parse(answer.body)).to.include({ __type: "InternalFailure" });
            expect(answer.body).not.to.contain("a mistake");
            expect(failures).to.have.length(1);
            expect(failures[0]?.operation).to.equal("SQS.DeleteQueue");
            expect(failures[0]?.error).to.be.instanceOf(TypeError);
            expect(next.status).to.equal(200);
        });

        it("gives SDK clients errors that they know", async () => {
            const client = new SQSClient(running.config());

            const error = await client
                .send(new SendMessageCommand({ QueueUrl: "http://localhost/1/a", MessageBody: "x" }))
                .catch((failure: unknown) => failure);
            client.destroy();

            expect(error).to.include({ name: "QueueDoesNotExist", message: "There is no <such> queue." });
        });
    });

    describe("who calls", () => {
        it("is the role whose key the request is signed with, by header or by query", async () => {
            const { accessKeyId } = await roleWith(running.iam, "worker", [
                { Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" },
            ]);
            const credential = `${accessKeyId}/20260101/eu-west-1/sqs/aws4_request`;

            await json("ListQueues", "{}", {
                authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
            });
            await send({
                path: `/?X-Amz-Credential=${encodeURIComponent(credential)}`,
                headers: { "x-amz-target": "AmazonSQS.ListQueues" },
            });
            await json("ListQueues", "{}");

            const role = {
                kind: "role",
                roleArn: "arn:aws:iam::123456789012:role/worker",
                session: "my-function",
            };
            expect(calls.map(({ call }) => call.caller)).to.deep.equal([role, role, { kind: "admin" }]);
        });

        it("gets AccessDenied in the form and with the status of the protocol", async () => {
            const { accessKeyId } = await roleWith(running.iam, "worker", [
                { Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" },
            ]);
            const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/x/aws4_request`;

            const inJson = await json("SendMessage", "{}", { authorization });
            const inRest = await send({ method: "GET", path: "/2015-03-31/functions/f", headers: { authorization } });

            expect(inJson.status).to.equal(400);
            expect(JSON.parse(inJson.body)).to.include({ __type: "AccessDeniedException" });
            expect(inJson.body).to.contain(
                "assumed-role/worker/my-function is not authorized to perform: sqs:SendMessage",
            );
            expect(inRest.status).to.equal(403);
            expect(inRest.headers["x-amzn-errortype"]).to.equal("AccessDeniedException");
        });
    });

    describe("with the REST protocol", () => {
        it("gives the operation what path, query and body hold, with the types of the schema", async () => {
            const added = await send({
                path: "/2015-03-31/functions/a%2Fb/policy?Qualifier=1&Colour=red",
                body: '{"StatementId":"s","FunctionName":"c","Action":null}',
            });
            const listed = await send({ method: "GET", path: "/2015-03-31/functions/?MaxItems=5" });

            expect([added.status, added.body]).to.deep.equal([201, '{"Statement":"s"}']);
            expect([listed.status, listed.body]).to.deep.equal([200, '{"NextMarker":null}']);
            expect(added.headers["content-type"]).to.equal("application/json");
            expect(calls.map(({ input }) => input)).to.deep.equal([
                { FunctionName: "a/b", Qualifier: "1", StatementId: "s" },
                { MaxItems: 5 },
            ]);
        });

        it("takes a whole body for a payload, and reads and answers members in headers", async () => {
            const headers = { "x-amz-invocation-type": "Event" };

            const answer = await send({ path: "/2015-03-31/functions/f/invocations", headers, body: "{not JSON" });

            expect(calls[0]?.input).to.deep.equal({
                FunctionName: "f",
                InvocationType: "Event",
                Payload: "{not JSON",
            });
            expect([answer.status, answer.body]).to.deep.equal([202, "[1]"]);
            expect(answer.headers["x-amz-executed-version"]).to.equal("1");
        });

        it("answers without a body where the operation has no output", async () => {
            const answer = await send({ method: "DELETE", path: "/2015-03-31/functions/f/policy/s" });

            expect([answer.status, answer.body]).to.deep.equal([204, ""]);
            expect(answer.headers).not.to.have.property("content-type");
        });

        it("refuses values that are not of the schema's types", async () => {
            const answers = await Promise.all([
                send({ method: "GET", path: "/2015-03-31/functions?MaxItems=many" }),
                send({ path: "/2015-03-31/functions/f/policy", body: '{"StatementId":5}' }),
                send({ path: "/2015-03-31/functions/f/policy", body: "{" }),
                send({ path: "/2015-03-31/functions/%zz/policy", body: "{}" }),
            ]);

            expect(answers.map(({ status, headers }) => [status, headers["x-amzn-errortype"]])).to.deep.equal([
                [400, "MalformedInput"],
                [400, "SerializationException"],
                [400, "InvalidRequestContentException"],
                [400, "ValidationException"],
            ]);
            expect(calls).to.be.empty;
        });

        it("names an operation that the service does not have", async () => {
            const answer = await send({ method: "GET", path: "/2018-10-31/layers" });

            expect(answer.body).to.contain("Lambda does not have the operation ListLayers.");
        });

        it("names a path that nobody has", async () => {
            const answer = await send({ method: "GET", path: "/2020-01-01/apps//%zz" });

            expect(answer.status).to.equal(404);
            expect(answer.headers["x-amzn-errortype"]).to.equal("UnknownOperationException");
            expect(answer.body).to.contain("GET /2020-01-01/apps//%zz");
        });
    });

    describe("with the query protocol", () => {
        it("answers in XML, and reads the form as the operation's input", async () => {
            const answer = await form({ Action: "ListQueues", Version: "2012-11-05", MaxResults: "5" });

            expect(answer.status).to.equal(200);
            expect(answer.headers["content-type"]).to.equal("text/xml");
            expect(answer.body).to.contain(
                "<ListQueuesResult><QueueUrl>http://localhost/1/a&amp;b</QueueUrl></ListQueuesResult>",
            );
            expect(answer.body).to.contain(`<RequestId>${calls[0]?.call.requestId}</RequestId>`);
            expect(calls[0]?.input).to.deep.equal({ MaxResults: 5 });
        });

        it("answers errors in XML, by the code that old clients know", async () => {
            const answer = await form({ Action: "SendMessage", Version: "2012-11-05" });
            const unknown = await form({ Action: "Publish", Version: "2010-03-31" });

            expect(answer.status).to.equal(400);
            expect(answer.body).to.contain(
                "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>" +
                    "<Message>There is no &lt;such&gt; queue.</Message></Error>",
            );
            expect(unknown.body).to.contain("<Code>UnknownOperationException</Code>").and.contain("Publish");
        });

        it("answers errors with the status that they have in this protocol alone", async () => {
            const inForm = await form({ Action: "PurgeQueue", Version: "2012-11-05" });
            const inJson = await json("PurgeQueue", "{}");

            expect([inForm.status, inJson.status]).to.deep.equal([403, 400]);
            expect(inForm.body).to.contain("<Code>AWS.SimpleQueueService.PurgeQueueInProgress</Code>");
        });

        it("names an action that a service does not have", async () => {
            const answer = await form({ Action: "PurgeUniverse", Version: "2012-11-05" });

            expect(answer.status).to.equal(400);
            expect(answer.body).to.contain("SQS does not have the operation PurgeUniverse.");
        });

        it("takes a queue's own URL for the queue's", async () => {
            const headers = { "content-type": "application/x-www-form-urlencoded", host: "localhost:4566" };
            const body = "Action=SetQueueAttributes&Version=2012-11-05&Attribute.1.Name=a&Attribute.1.Value=b";

            await send({ path: "/123456789012/orders", headers, body });

            expect(calls[0]?.input).to.deep.equal({
                QueueUrl: "http://localhost:4566/123456789012/orders",
                Attributes: { a: "b" },
            });
        });
    });

    describe("on the wire", () => {
        it("answers its health", async () => {
            const answer = await send({ method: "GET", path: "/_local/health" });

            expect(answer.headers["content-type"]).to.equal("application/json");
            expect(JSON.parse(answer.body)).to.deep.equal({ status: "ready", outputs: { busName: "b" } });
        });

        it("refuses web pages, whether they call it by its name or by one of theirs", async () => {
            const refused = await Promise.all([
                json("ListQueues", "{}", { origin: "http://localhost:3000" }),
                json("ListQueues", "{}", { host: "evil.example:4566" }),
                json("ListQueues", "{}", { host: "localhost.evil.example" }),
                send({ method: "GET", path: "/_local/health", headers: { host: "evil.example" } }),
            ]);
            const served = await Promise.all(
                ["localhost:4566", "127.0.0.1", "[::1]:4566", "sqs.localhost:4566"].map((host) =>
                    json("ListQueues", "{}", { host }),
                ),
            );

            expect(refused.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403]);
            expect(served.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
            expect(calls).to.have.length(4);
        });

        it("refuses bodies over 16 MB, also when they are so only unzipped", async () => {
            const large = Buffer.alloc(16 * 1024 * 1024 + 1, " ");

            const plain = await json("ListQueues", large);
            const zipped = await json("ListQueues", gzipSync(large), { "content-encoding": "gzip" });
            const next = await json("ListQueues", "{}");

            expect([plain.status, zipped.status, next.status]).to.deep.equal([413, 413, 200]);
            expect(plain.body).to.contain("RequestEntityTooLargeException");
        });

        it("keeps connections", async () => {
            const agent = new Agent({ keepAlive: true, maxSockets: 1 });
            const ports = new Set<unknown>();
            agent.on("free", (socket: { localPort?: number }) => ports.add(socket.localPort));

            await send({ method: "GET", path: "/_local/health", agent });
            const answer = await send({ headers: { "x-amz-target": "AmazonSQS.ListQueues" }, body: "{}", agent });
            await send({ headers: { "x-amz-target": "AmazonSQS.SendMessage" }, body: "{}", agent });
            agent.destroy();

            expect(answer.headers.connection).to.equal("keep-alive");
            expect(ports.size).to.equal(1);
        });

        it("ends a long poll when its caller goes away", async () => {
            const began = new Promise<void>((resolve) => (waiting = resolve));
            const controller = new AbortController();
            const ended = new Promise<void>((resolve) => {
                running.endpoint["server"].once("request", (_request, response: NodeJS.EventEmitter) => {
                    response.once("close", resolve);
                });
            });

            const poll = send({
                headers: { "x-amz-target": "AmazonSQS.ReceiveMessage" },
                body: "{}",
                signal: controller.signal,
            }).catch((error: Error) => error.name);
            await began;
            controller.abort();

            expect(await poll).to.equal("AbortError");
            await ended;
            expect(running.endpoint["underWay"].size).to.equal(0);
            expect(failures).to.deep.equal([]);
        });

        it("does not take a caller that goes away within its request for a failure of its own", async () => {
            const socket = connect(running.endpoint.port, "127.0.0.1");
            const closed = new Promise<void>((resolve) => {
                running.endpoint["server"].once("connection", (server: NodeJS.EventEmitter) => {
                    server.once("close", resolve);
                });
            });
            socket.write("POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AmazonSQS.ListQueues\r\n");
            socket.write("content-length: 10\r\n\r\n{");
            await once(running.endpoint["server"], "request");
            socket.destroy();
            await closed;

            expect((await json("ListQueues", "{}")).status).to.equal(200);
            expect(failures).to.deep.equal([]);
        });

        it("answers long polls that wait when it stops, and stops at once", async () => {
            const began = new Promise<void>((resolve) => (waiting = resolve));
            const poll = json("ReceiveMessage", "{}");
            await began;

            await running.stop();

            expect((await poll).body).to.equal('{"Messages":[]}');
        });

        it("names a port that is in use", async () => {
            const { port } = running.endpoint;
            const second = new AwsEndpoint({
                port,
                services: [],
                rest: [],
                identify: () => ({ kind: "admin" }),
                authorize: () => undefined,
                health: () => ({}),
            });

            const error = await second.start().catch((failure: Error) => failure.message);

            expect(error).to.contain(`Port ${port}`).and.contain("in use");
            await second.stop();
        });
    });
});
