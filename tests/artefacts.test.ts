import { expect } from "chai";

import { makeEvent } from "stripe-events";
import type { Resource } from "local-cloud";
import { type LocalRun, signingSecret, startLocalRun } from "./end-to-end/local-run";
import { signed } from "./handlers/signing";

const apiKey = "rk_test_artefacts_0123456789";

const maxBytes: Readonly<Record<string, number>> = {
    "billing-state": 300 * 1024,
    "payment-trouble": 300 * 1024,
    sync: 350 * 1024,
    "webhook-receive": 250 * 1024,
};

describe("each artefact that the program makes", function () {
    this.timeout(90_000);
    let run: LocalRun;
    let functions: Resource[];

    before(async () => {
        run = await startLocalRun({ settings: { stripeApiKey: { secret: apiKey } } });
        functions = run.graph.resources.filter(({ type }) => type === "aws:lambda/function:Function");
    });

    after(() => run?.stop());

    const readFiles = ({ inputs }: Resource) => (inputs.code as { files: Record<string, string> }).files;
    const readCode = (resource: Resource) => Buffer.from(readFiles(resource)["index.js"] ?? "", "base64");
    const readName = ({ inputs }: Resource) => inputs.name as string;

    it("is one small file", () => {
        expect(functions.map(({ name }) => name).sort()).to.deep.equal(Object.keys(maxBytes));
        for (const resource of functions) {
            expect(Object.keys(readFiles(resource)), resource.name).to.deep.equal(["index.js"]);
            expect(readCode(resource).length, resource.name).to.be.within(1, maxBytes[resource.name] ?? 0);
        }
    });

    it("holds no secret, nothing of Pulumi, and no path of the machine that made it", () => {
        for (const resource of functions) {
            const code = readCode(resource).toString();
            expect(code, resource.name).to.not.contain(signingSecret);
            expect(code, resource.name).to.not.contain(apiKey);
            expect(code, resource.name).to.not.contain(Buffer.from(signingSecret).toString("base64"));
            expect(code, resource.name).to.not.match(/@pulumi|pulumi\.Config|PULUMI_/);
            expect(code, resource.name).to.not.contain(process.cwd());
        }
    });

    it("runs under AWS's runtime client, with a handler that takes at most two parameters", async () => {
        for (const resource of functions) {
            // The bundle itself, and a line that answers with what Lambda looks at before it refuses a handler.
            const code = Buffer.from(
                `${readCode(resource).toString()}\n;module.exports.arity = async () => module.exports.handler.length;`,
            );
            const { arn } = await run.cloud.lambda.putFunction({
                functionName: "arity",
                runtime: "nodejs24.x",
                architectures: ["arm64"],
                handler: "index.arity",
                timeoutSeconds: 20,
                memoryMegabytes: 256,
                environment: (resource.inputs.environment as { variables: Record<string, string> }).variables,
                roleArn: resource.inputs.role as string,
                logGroup: "arity",
                tracing: "PassThrough",
                code: new Map([["index.js", code]]),
            });

            const { payload, functionError } = await run.cloud.lambda.invoke(arn, "{}", { caller: { kind: "admin" } });

            expect(functionError, `${resource.name}: ${payload}`).to.equal(undefined);
            expect(Number(payload), resource.name).to.be.at.most(2);
        }
        await run.cloud.lambda.deleteFunction("arity");
    });

    it("does its work: the receiver answers 400 to a stranger and 200 to Stripe", async () => {
        const receiver = readName(functions.find(({ name }) => name === "webhook-receive") as Resource);
        const body = JSON.stringify(makeEvent("customer.updated"));
        const header = signed(body, signingSecret, Math.floor(Date.now() / 1000));

        const answer = async (headers: Record<string, string>) => {
            const request = JSON.stringify({ body, headers, isBase64Encoded: false });
            const { payload } = await run.cloud.lambda.invoke(receiver, request, { caller: { kind: "admin" } });
            return (JSON.parse(payload) as { statusCode: number }).statusCode;
        };

        expect(await answer({})).to.equal(400);
        expect(await answer({ "Stripe-Signature": header })).to.equal(200);
    });

    it("does its work: each subscription takes an event from the bus, and writes one line of metrics", async () => {
        const detail = makeEvent("invoice.payment_failed");
        const event = JSON.stringify({
            id: "1",
            source: "stripe.com",
            "detail-type": detail.type,
            time: "2026-01-01T00:00:00Z",
            detail,
        });

        for (const subscription of functions.filter(
            ({ name }) => run.outputs.functions[name]?.role === "subscription",
        )) {
            const result = await run.cloud.lambda.invoke(readName(subscription), event, { caller: { kind: "admin" } });

            expect(result.functionError, `${subscription.name}: ${result.payload}`).to.equal(undefined);
            expect(result.logTail.match(/^\{"_aws"/gm), `${subscription.name}: lines of metrics`).to.have.length(1);
        }
    });
});
