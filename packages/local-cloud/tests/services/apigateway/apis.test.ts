import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { failure } from "../../../src/testing/failure";
import { body, integration, logRoleArn, startGateway, type Gateway } from "./gateway-fixture";

describe("API Gateway's APIs and stages", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
    });

    afterEach(() => gateway.api.stop());

    const findResource = async (route: string) => {
        gateway.invoked.length = 0;
        const { status } = await gateway.send(route);
        return gateway.invoked[0]?.event.resource ?? status;
    };

    it("lead to the most specific resource, and to its own methods alone", async () => {
        const routes = ["GET /", "GET /a/b", "ANY /a/{x}", "GET /a/{x}/c", "ANY /{all+}"];
        await gateway.api.putRestApi("api1", { name: "one", body: body(routes) });
        await gateway.api.putStage("api1", "v1");

        const found = [
            await findResource("GET /"),
            await findResource("GET /v1"),
            await findResource("GET /a/b"),
            await findResource("POST /a/b"),
            await findResource("POST /a/z"),
            await findResource("GET /v1/a/z/c"),
            await findResource("GET /a/z/d"),
        ];

        expect(found).to.deep.equal(["/", "/", "/a/b", 404, "/a/{x}", "/a/{x}/c", "/{all+}"]);
        expect(gateway.invoked[0]?.event.pathParameters).to.deep.equal({ all: "a/z/d" });
    });

    it("are served together when their routes differ", async () => {
        await gateway.api.putRestApi("api1", { name: "one", body: body(["POST /one"]) });
        await gateway.api.putRestApi("api2", { name: "two", body: body(["POST /two", "GET /one"]) });
        await gateway.api.putStage("api1", "stage");
        await gateway.api.putStage("api2", "stage");

        await gateway.send("POST /one");
        await gateway.send("POST /stage/two");

        expect(gateway.invoked.map(({ event }) => event.requestContext.apiId)).to.deep.equal(["api1", "api2"]);
    });

    it("refuse a stage, or a body, whose routes another API serves, and stay as they were", async () => {
        await gateway.api.putRestApi("api1", { name: "one", body: body(["POST /hook/{id}"]) });
        await gateway.api.putStage("api1", "a");
        await gateway.api.putRestApi("api2", { name: "two", body: body(["ANY /hook/{name}"]) });
        await gateway.api.putRestApi("api3", { name: "three", body: body(["POST /three"]) });
        await gateway.api.putStage("api3", "c");

        const refusals = await Promise.all(
            [
                () => gateway.api.putStage("api2", "b"),
                () => gateway.api.putRestApi("api3", { name: "three", body: body(["POST /hook/{x}"]) }),
            ].map(refusal),
        );

        expect(refusals[0]).to.match(/"one" and "two" both have ANY \/hook\/\{name\}/);
        expect(refusals[1]).to.match(/"one" and "three" both have POST \/hook\/\{x\}/);
        expect(await findResource("POST /three")).to.equal("/three");
        expect(await findResource("POST /hook/1")).to.equal("/hook/{id}");
    });

    it("serve nothing once they are deleted", async () => {
        await gateway.api.putRestApi("api1", { name: "one", body: body(["POST /one"]) });
        await gateway.api.putStage("api1", "a");
        await gateway.api.putStage("api1", "b");

        await gateway.api.deleteStage("api1", "a");
        const afterStage = [await findResource("POST /a/one"), await findResource("POST /one")];
        const stage = gateway.invoked[0]?.event.requestContext.stage;
        await gateway.api.deleteRestApi("api1");
        const afterApi = await findResource("POST /one");

        expect(afterStage).to.deep.equal([404, "/one"]);
        expect(stage).to.equal("b");
        expect(afterApi).to.equal(403);
        expect(await refusal(() => gateway.api.putStage("api1", "a"))).to.match(/no REST API with id api1/);
    });

    const operation = (more: object) => ({ "x-amazon-apigateway-integration": integration(), ...more });
    const withIntegration = (more: object) => ({ "x-amazon-apigateway-integration": { ...integration(), ...more } });
    for (const [what, text, message] of [
        ["is not JSON", "swagger: 2.0", /"one": its body is not JSON/],
        ["has no paths", "{}", /has no paths/],
        ["has another integration", withGet(withIntegration({ type: "http_proxy" })), /GET \/p has .* type http_proxy/],
        ["has no integration", withGet({}), /GET \/p has no x-amazon-apigateway-integration/],
        [
            "calls no function",
            withGet(withIntegration({ uri: "arn:aws:apigateway:eu-west-1:s3:path/b" })),
            /s3:path\/b/,
        ],
        [
            "has no region",
            withGet(withIntegration({ uri: String(integration().uri).replace("eu-west-1", "undefined") })),
            /set aws:region/,
        ],
        ["asks for an API key", withGet(operation({ security: [{ api_key: [] }] })), /or API key "api_key"/],
        [
            "validates requests",
            withGet(operation({ "x-amazon-apigateway-request-validator": "ALL" })),
            /request validator "ALL"/,
        ],
        ["asks for IAM", withGet(operation({ "x-amazon-apigateway-auth": { type: "AWS_IAM" } })), /apigateway-auth/],
        ["has a malformed resource policy", withGet(operation({}), { "x-amazon-apigateway-policy": {} }), /Statement/],
        ["has a greedy segment inside", JSON.stringify({ paths: { "/{a+}/b": {} } }), /\{a\+\} must be the last/],
        [
            "has a gateway response with logic",
            withGet(operation({}), gatewayResponse({ responseTemplates: { "text/plain": "#if($a)" } })),
            /DEFAULT_4XX has a template with "#if"/,
        ],
        [
            "has a gateway response with a mapped header",
            withGet(operation({}), gatewayResponse({ responseParameters: { "gatewayresponse.header.A": "method.x" } })),
            /maps gatewayresponse.header.A to method.x/,
        ],
    ] as const) {
        it(`refuse a body that ${what}`, async () => {
            expect(await refusal(() => gateway.api.putRestApi("api1", { name: "one", body: text }))).to.match(message);
        });
    }
});

describe("API Gateway's logs and metrics", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
        await gateway.api.putRestApi("api1", { name: "webhooks", body: body(["POST /hook"]) });
    });

    afterEach(() => gateway.api.stop());

    it("hold one line a request, in the stage's format", async () => {
        const format =
            '{"id":"$context.requestId","m":"$context.httpMethod $context.resourcePath","s":$context.status,' +
            '"n":$context.responseLength,"t":"$context.requestTime","e":"$context.error.message","x":"$context.no.such"}';
        const logGroup = "arn:aws:logs:eu-west-1:123456789012:log-group:/api/access:*";
        await gateway.api.account.putCloudwatchRole(logRoleArn);
        await gateway.api.putStage("api1", "stage", { accessLog: { format, logGroup } });

        const answer = await gateway.send("POST /hook");
        await gateway.send("GET /hook");

        expect(gateway.logLines.map(({ group }) => group)).to.deep.equal(["/api/access", "/api/access"]);
        const [first, second] = gateway.logLines.map(({ message }) => JSON.parse(message) as object);
        const t = "01/Jan/2026:00:00:00 +0000";
        const id = answer.headers["x-amzn-requestid"];
        expect(first).to.deep.equal({ id, m: "POST /hook", s: 200, n: 2, t, e: "-", x: "-" });
        expect(second).to.deep.include({ m: "GET -", s: 404, e: "Missing Authentication Token" });
    });

    it("count requests and errors, for the API and for the stage", async () => {
        await gateway.api.putStage("api1", "stage");
        gateway.returns(null);

        await gateway.send("POST /hook");
        await gateway.send("GET /hook");

        const sums = new Map<string, number>();
        for (const { metric, dimensions, value } of gateway.metrics) {
            const key = `${metric} ${Object.values(dimensions).join("/")}`;
            sums.set(key, (sums.get(key) ?? 0) + value);
        }
        expect(Object.fromEntries(sums)).to.deep.equal({
            "Count webhooks": 2,
            "Count webhooks/stage": 2,
            "4XXError webhooks": 1,
            "4XXError webhooks/stage": 1,
            "5XXError webhooks": 1,
            "5XXError webhooks/stage": 1,
            "Latency webhooks": 0,
            "Latency webhooks/stage": 0,
            "IntegrationLatency webhooks": 0,
            "IntegrationLatency webhooks/stage": 0,
        });
    });
});

function withGet(operation: object, more: object = {}): string {
    return JSON.stringify({ paths: { "/p": { get: operation } }, ...more });
}

function gatewayResponse(response: object): object {
    return { "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: response } };
}

async function refusal(act: () => Promise<void>): Promise<string> {
    const error = await failure(act());
    expect(error).to.be.instanceOf(AwsError);
    return error.message;
}
