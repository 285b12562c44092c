import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { until } from "../../../src/testing/until";
import { body, startGateway, type Gateway } from "./gateway-fixture";

describe("API Gateway's responses", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
        await gateway.api.putRestApi("api1", { name: "webhooks", body: body(["POST /hook"]) });
        await gateway.api.putStage("api1", "stage");
    });

    afterEach(() => gateway.api.stop());

    it("carry the function's status, headers of both kinds, and body", async () => {
        gateway.returns({
            statusCode: 201,
            headers: { "X-One": "1", Date: "yesterday" },
            multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"], "x-one": ["1", "2"] },
            body: "made",
        });

        const answer = await gateway.send("POST /hook");

        expect(answer.status).to.equal(201);
        expect(answer.text).to.equal("made");
        expect(answer.headers["x-one"]).to.equal("1, 2");
        expect(answer.headers["set-cookie"]).to.deep.equal(["a=1", "b=2"]);
        expect(answer.headers["content-type"]).to.equal("application/json");
        expect(answer.headers["x-amzn-remapped-date"]).to.equal("yesterday");
        expect(answer.headers["x-amzn-trace-id"]).to.match(/^Root=/);
        expect(answer.headers["x-amzn-requestid"]).to.match(/^[0-9a-f-]{36}$/);
    });

    it("are 200 without a body when the function returns an empty object", async () => {
        gateway.returns({});

        const answer = await gateway.send("POST /hook");

        expect([answer.status, answer.text]).to.deep.equal([200, ""]);
    });

    it("are bytes when the function says base64 and the API is binary", async () => {
        const bytes = Buffer.from([0, 255, 128, 10]);
        gateway.returns({ statusCode: 200, body: bytes.toString("base64"), isBase64Encoded: true });

        const answer = await gateway.send("POST /hook");

        expect(answer.body.equals(bytes)).to.be.true;
    });

    for (const [what, value] of [
        ["nothing", null],
        ["text", "hello"],
        ["a list", []],
        ["a member that is not known", { statusCode: 200, cookies: [] }],
        ["a status that is no number", { statusCode: "fine" }],
        ["a body that is an object", { statusCode: 200, body: { ok: true } }],
        ["headers that are a list", { statusCode: 200, headers: ["a"] }],
        ["a header with a line break", { statusCode: 200, headers: { "X-A": "a\r\nSet-Cookie: b" } }],
        ["a multi-value header without a list", { statusCode: 200, multiValueHeaders: { "X-A": "a" } }],
    ] as const) {
        it(`are 502 when the function returns ${what}`, async () => {
            gateway.returns(value);

            const answer = await gateway.send("POST /hook");

            expect([answer.status, answer.text]).to.deep.equal([502, '{"message": "Internal server error"}']);
            expect(answer.headers["x-amzn-errortype"]).to.equal("InternalServerErrorException");
        });
    }

    it("are 502 when the function fails", async () => {
        gateway.answer(async () => ({
            functionError: "Unhandled",
            payload: JSON.stringify({ statusCode: 200, body: "not this" }),
        }));

        const answer = await gateway.send("POST /hook");

        expect([answer.status, answer.text]).to.deep.equal([502, '{"message": "Internal server error"}']);
    });

    it("are 500 when Lambda refuses the call", async () => {
        gateway.answer(() => Promise.reject(new AwsError("AccessDeniedException", "not allowed", 403)));

        const answer = await gateway.send("POST /hook");

        expect([answer.status, answer.text]).to.deep.equal([500, '{"message": "Internal server error"}']);
    });

    it("are 504 when the function takes more than 29 seconds", async () => {
        gateway.answer(() => new Promise(() => undefined));
        const pending = gateway.send("POST /hook");
        await until("the invocation", () => gateway.invoked.length > 0);
        await gateway.clock.advance(28_999);
        const early = await Promise.race([pending, Promise.resolve("still waiting")]);

        await gateway.clock.advance(1);
        const answer = await pending;

        expect(early).to.equal("still waiting");
        expect([answer.status, answer.text]).to.deep.equal([504, '{"message": "Endpoint request timed out"}']);
        expect(gateway.clock.pending()).to.equal(0);
    });

    it("are what the body's gateway responses say, for a path that leads nowhere", async () => {
        const answers = [
            await gateway.send("POST /nothing"),
            await gateway.send("GET /hook"),
            await gateway.send("POST /stage"),
        ];

        for (const answer of answers) {
            expect([answer.status, answer.text]).to.deep.equal([404, '{"message": "404 Not found" }']);
            expect(answer.headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
        }
        expect(gateway.invoked).to.be.empty;
    });

    it("are AWS's own 403 when the body says nothing", async () => {
        const text = body(["POST /hook"], { "x-amazon-apigateway-gateway-responses": {} });
        await gateway.api.putRestApi("api1", { name: "webhooks", body: text });

        const answer = await gateway.send("GET /hook");

        expect([answer.status, answer.text]).to.deep.equal([403, '{"message":"Missing Authentication Token"}']);
    });

    it("take status, headers and $context variables from DEFAULT_5XX", async () => {
        const text = body(["POST /hook"], {
            "x-amazon-apigateway-gateway-responses": {
                DEFAULT_5XX: {
                    statusCode: "503",
                    responseParameters: { "gatewayresponse.header.Retry-After": "'7'" },
                    responseTemplates: { "text/plain": "$context.error.responseType: $context.error.messageString" },
                },
            },
        });
        await gateway.api.putRestApi("api1", { name: "webhooks", body: text });
        gateway.returns(null);

        const answer = await gateway.send("POST /hook");

        expect([answer.status, answer.text]).to.deep.equal([503, 'DEFAULT_5XX: "Internal server error"']);
        expect(answer.headers["retry-after"]).to.equal("7");
        expect(answer.headers["content-type"]).to.equal("text/plain");
    });
});
