import { expect } from "chai";

import { account, body, functionArn, startGateway, type Gateway } from "./gateway-fixture";

describe("API Gateway's proxy events", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
        await gateway.api.putRestApi("api1", {
            name: "webhooks",
            body: body(["POST /stripe/webhook", "ANY /things/{id}"]),
        });
        await gateway.api.putStage("api1", "stage");
    });

    afterEach(() => gateway.api.stop());

    it("have AWS's shape, for a path after the stage's name", async () => {
        const answer = await gateway.send("POST /stage/stripe/webhook?a=1&a=2&b=x%20y", {
            headers: { "Stripe-Signature": "t=1,v1=2", "Content-Type": "application/json", "User-Agent": "Stripe/1.0" },
            body: '{"id":"evt_1"}',
        });

        const [{ event, options, functionArn: called } = expect.fail("no function was called")] = gateway.invoked;
        const { port } = new URL(gateway.api.url());
        const trace = event.headers["X-Amzn-Trace-Id"];
        expect(answer.status).to.equal(200);
        expect(called).to.equal(functionArn);
        expect(trace).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/);
        expect(options).to.deep.equal({
            caller: {
                kind: "service",
                principal: "apigateway.amazonaws.com",
                sourceArn: `arn:aws:execute-api:eu-west-1:123456789012:api1/stage/POST/stripe/webhook`,
            },
            traceHeader: trace,
        });
        const headers = {
            "Stripe-Signature": "t=1,v1=2",
            "Content-Type": "application/json",
            "User-Agent": "Stripe/1.0",
            Host: `127.0.0.1:${port}`,
            "X-Amzn-Trace-Id": trace,
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Port": port,
            "X-Forwarded-Proto": "http",
        };
        const { requestContext, ...rest } = event;
        expect(rest).to.deep.equal({
            resource: "/stripe/webhook",
            path: "/stripe/webhook",
            httpMethod: "POST",
            headers,
            multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
            queryStringParameters: { a: "2", b: "x y" },
            multiValueQueryStringParameters: { a: ["1", "2"], b: ["x y"] },
            pathParameters: null,
            stageVariables: null,
            body: Buffer.from('{"id":"evt_1"}').toString("base64"),
            isBase64Encoded: true,
        });
        const { requestId, extendedRequestId, resourceId, ...context } = requestContext;
        expect(requestId).to.equal(answer.headers["x-amzn-requestid"]);
        expect(extendedRequestId).to.equal(answer.headers["x-amz-apigw-id"]);
        expect(resourceId).to.match(/^[0-9a-z]{6}$/);
        expect(context).to.deep.include({
            resourcePath: "/stripe/webhook",
            httpMethod: "POST",
            requestTime: "01/Jan/2026:00:00:00 +0000",
            requestTimeEpoch: Date.UTC(2026, 0, 1),
            path: "/stage/stripe/webhook",
            accountId: account.accountId,
            protocol: "HTTP/1.1",
            stage: "stage",
            domainPrefix: "127",
            domainName: `127.0.0.1:${port}`,
            apiId: "api1",
        });
        expect(context.identity).to.deep.include({ sourceIp: "127.0.0.1", userAgent: "Stripe/1.0", apiKey: null });
        expect(Object.keys(context.identity)).to.have.length(15);
    });

    it("come for a path without the stage too, as under a custom domain name", async () => {
        await gateway.send("POST /stripe/webhook", { body: "{}" });

        const event = gateway.invoked[0]?.event;
        expect(event?.path).to.equal("/stripe/webhook");
        expect(event?.requestContext.path).to.equal("/stripe/webhook");
        expect(event?.requestContext.stage).to.equal("stage");
    });

    it("hold path parameters as sent", async () => {
        await gateway.send("DELETE /things/a%2Bb/");

        const event = gateway.invoked[0]?.event;
        expect(event?.pathParameters).to.deep.equal({ id: "a%2Bb" });
        expect(event?.resource).to.equal("/things/{id}");
        expect(event?.httpMethod).to.equal("DELETE");
        expect(event?.body).to.equal(null);
        expect(event?.isBase64Encoded).to.equal(false);
        expect(event?.queryStringParameters).to.equal(null);
    });

    it("hold every value of a repeated header, and the last one apart", async () => {
        await gateway.send("POST /stripe/webhook", { headers: { "X-Tag": ["one", "two"] }, body: "{}" });

        const event = gateway.invoked[0]?.event;
        expect(event?.multiValueHeaders["X-Tag"]).to.deep.equal(["one", "two"]);
        expect(event?.headers["X-Tag"]).to.equal("two");
    });

    it("hold parameters and headers that are called as objects' own members are", async () => {
        const answer = await gateway.send("POST /stripe/webhook?constructor=1&constructor=2&__proto__=3", {
            headers: { constructor: "4", ["__proto__"]: "5" },
            body: "{}",
        });

        const event = gateway.invoked[0]?.event;
        expect(answer.status).to.equal(200);
        expect(Object.entries(event?.queryStringParameters ?? {})).to.deep.equal([
            ["constructor", "2"],
            ["__proto__", "3"],
        ]);
        expect(Object.entries(event?.multiValueQueryStringParameters ?? {})).to.deep.equal([
            ["constructor", ["1", "2"]],
            ["__proto__", ["3"]],
        ]);
        expect(Object.entries(event?.headers ?? {})).to.deep.include.members([
            ["constructor", "4"],
            ["__proto__", "5"],
        ]);
        expect(Object.entries(event?.multiValueHeaders ?? {})).to.deep.include.members([
            ["constructor", ["4"]],
            ["__proto__", ["5"]],
        ]);
    });

    it("go on with the caller's trace and forwarding headers", async () => {
        const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

        await gateway.send("POST /stripe/webhook", {
            headers: { "x-amzn-trace-id": trace, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher" },
            body: "{}",
        });

        const [{ event, options } = expect.fail("no function was called")] = gateway.invoked;
        expect(options.traceHeader).to.equal(trace);
        expect(event.headers["X-Amzn-Trace-Id"]).to.equal(trace);
        expect(event.headers["X-Forwarded-For"]).to.equal("203.0.113.9, 127.0.0.1");
        expect(event.headers["X-Forwarded-Proto"]).to.equal("http");
    });

    it("say that a traced stage samples", async () => {
        await gateway.api.putStage("api1", "stage", { tracing: true });

        await gateway.send("POST /stripe/webhook", { body: "{}" });

        expect(gateway.invoked[0]?.options.traceHeader).to.match(/;Sampled=1$/);
    });

    it("hold text as it is when its type is not binary", async () => {
        const text = body(["POST /stripe/webhook"], { "x-amazon-apigateway-binary-media-types": ["image/*"] });
        await gateway.api.putRestApi("api1", { name: "webhooks", body: text, binaryMediaTypes: ["application/zip"] });

        await gateway.send("POST /stripe/webhook", { headers: { "Content-Type": "text/plain" }, body: "héllo" });
        await gateway.send("POST /stripe/webhook", { headers: { "Content-Type": "image/png" }, body: "png" });
        await gateway.send("POST /stripe/webhook", { headers: { "Content-Type": "application/zip" }, body: "zip" });

        const bodies = gateway.invoked.map(({ event }) => [event.isBase64Encoded, event.body]);
        expect(bodies).to.deep.equal([
            [false, "héllo"],
            [true, Buffer.from("png").toString("base64")],
            [true, Buffer.from("zip").toString("base64")],
        ]);
    });
});
