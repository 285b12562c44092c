import { expect } from "chai";

import { body, startGateway, type Gateway } from "./gateway-fixture";

type Condition = Record<string, Record<string, string | string[]>>;

const statement = (Effect: string, Condition?: Condition, Resource = "execute-api:/*") => ({
    Effect,
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource,
    ...(Condition && { Condition }),
});
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const from = (operator: string, ...cidrs: string[]): Condition => ({ [operator]: { "aws:SourceIp": cidrs } });

const here = "127.0.0.1/32";
const elsewhere = "3.18.12.63/32";
/** As AWS writes it: most of the account's id is left out. */
const denied =
    "User: anonymous is not authorized to perform: execute-api:Invoke on resource: " +
    "arn:aws:execute-api:eu-west-1:********9012:api1/v1/POST/hook";

describe("An API's resource policy", () => {
    let gateway: Gateway;

    beforeEach(async () => {
        gateway = await startGateway();
    });
    afterEach(() => gateway.api.stop());

    /** Without gateway responses of its own, as awsx's API has. */
    const plain = (more: object = {}) =>
        body(["POST /hook", "POST /open"], { "x-amazon-apigateway-gateway-responses": {}, ...more });

    async function deploy(text: string, deploymentId = "first"): Promise<void> {
        await gateway.api.putRestApi("api1", { name: "one", body: plain(), policy: text });
        await gateway.api.putDeployment("api1", deploymentId);
        await gateway.api.putStage("api1", "v1", { deploymentId });
    }

    it("lets in the addresses that it allows, and denies the others implicitly", async () => {
        await deploy(policy(statement("Allow", from("IpAddress", here))));
        const allowed = await gateway.send("POST /hook");
        await deploy(policy(statement("Allow", from("IpAddress", elsewhere))), "second");
        const refused = await gateway.send("POST /hook");

        expect(allowed.status).to.equal(200);
        expect(refused.status).to.equal(403);
        expect(refused.headers["x-amzn-errortype"]).to.equal("AccessDeniedException");
        expect(refused.text).to.equal(JSON.stringify({ Message: denied }));
        expect(gateway.invoked).to.have.length(1);
    });

    it("denies explicitly by the addresses that it does not name", async () => {
        await deploy(policy(statement("Allow"), statement("Deny", from("NotIpAddress", elsewhere))));

        const { status, text } = await gateway.send("POST /v1/hook");

        expect(status).to.equal(403);
        expect(text).to.equal(JSON.stringify({ Message: `${denied} with an explicit deny` }));
    });

    it("goes by method and path", async () => {
        const hookAlone = "arn:aws:execute-api:eu-west-1:123456789012:api1/v1/POST/hook";
        await deploy(policy(statement("Allow"), statement("Deny", undefined, hookAlone)));

        const statuses = [(await gateway.send("POST /hook")).status, (await gateway.send("POST /open")).status];

        expect(statuses).to.deep.equal([403, 200]);
    });

    it("counts from the next deployment on", async () => {
        await deploy(policy(statement("Allow")));
        await gateway.api.putRestApiPolicy("api1", policy(statement("Deny")));
        const before = await gateway.send("POST /hook");

        await gateway.api.putDeployment("api1", "second");
        await gateway.api.putStage("api1", "v1", { deploymentId: "second" });
        const after = await gateway.send("POST /hook");

        expect([before.status, after.status]).to.deep.equal([200, 403]);
    });

    it("may stand in the body", async () => {
        const inBody = JSON.parse(policy(statement("Deny"))) as object;
        await gateway.api.putRestApi("api1", { name: "one", body: plain({ "x-amazon-apigateway-policy": inBody }) });
        await gateway.api.putStage("api1", "v1");

        expect((await gateway.send("POST /hook")).status).to.equal(403);
    });

    it("stays when the API changes, and lets everyone in once it is taken away", async () => {
        await gateway.api.putRestApi("api1", { name: "one", body: plain() });
        await gateway.api.putRestApiPolicy("api1", policy(statement("Deny")));
        await gateway.api.putStage("api1", "v1");
        await gateway.api.putRestApi("api1", { name: "one", body: plain() });
        const before = await gateway.send("POST /hook");

        await gateway.api.putRestApiPolicy("api1", undefined);

        expect([before.status, (await gateway.send("POST /hook")).status]).to.deep.equal([403, 200]);
    });

    it("answers as the API's gateway response ACCESS_DENIED says", async () => {
        await gateway.api.putRestApi("api1", {
            name: "one",
            body: body(["POST /hook"]),
            policy: policy(statement("Deny")),
        });
        await gateway.api.putStage("api1", "v1");

        const { status, text } = await gateway.send("POST /hook");

        expect(status).to.equal(404);
        expect(text).to.equal('{"message": "404 Not found" }');
    });

    it("is refused when it is malformed, and the API stays as it was", async () => {
        await deploy(policy(statement("Allow")));

        const error = await gateway.api
            .putRestApiPolicy("api1", policy({ ...statement("Allow"), Principal: undefined }))
            .catch((reason: Error) => reason);

        expect(error).to.include({ name: "MalformedPolicyDocument" });
        expect(gateway.api.getRestApi("api1")?.policy).to.equal(policy(statement("Allow")));
    });
});
