import {
    DeleteFunctionConcurrencyCommand,
    GetAccountSettingsCommand,
    GetFunctionCommand,
    GetFunctionConcurrencyCommand,
    GetPolicyCommand,
    InvokeCommand,
    type InvokeCommandInput,
    type LambdaClient,
    ListFunctionsCommand,
    ListLayersCommand,
    PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { until } from "../../../src/testing/until";
import { type LambdaApi, startLambdaApi } from "./lambda-api";
import { functionSpec, roleArn, waitingInvocations } from "./lambda-fixture";

const arn = "arn:aws:lambda:eu-west-1:123456789012:function:echo";

describe("Lambda's API, through AWS's own client", () => {
    let fixture: LambdaApi;
    let client: LambdaClient;

    before(async () => {
        fixture = await startLambdaApi();
        ({ client } = fixture);
        await fixture.lambda.putFunction(
            functionSpec(
                "echo",
                `exports.handler = async (event, context) => {
                    if (event.fail) throw new Error("bad");
                    return { event, requestId: context.awsRequestId, client: context.clientContext };
                };`,
                { description: "Echoes", environment: { A: "1" }, tags: { team: "billing" } },
            ),
        );
        await fixture.lambda.putFunction(functionSpec("other", "exports.handler = async () => 1;"));
    });

    after(() => fixture.close());

    const invoke = (event: object, settings: Partial<InvokeCommandInput> = {}) =>
        client.send(new InvokeCommand({ FunctionName: "echo", Payload: JSON.stringify(event), ...settings }));

    it("invokes a function and answers with what it returned, and the log when asked for", async () => {
        const clientContext = Buffer.from('{"custom":1}').toString("base64");

        const answer = await invoke({ a: 1 }, { LogType: "Tail", ClientContext: clientContext, Qualifier: "$LATEST" });

        expect(answer).to.deep.include({ StatusCode: 200, ExecutedVersion: "$LATEST" });
        expect(answer).not.to.have.property("FunctionError");
        expect(JSON.parse(answer.Payload?.transformToString() ?? "")).to.deep.equal({
            event: { a: 1 },
            requestId: answer.$metadata.requestId,
            client: { custom: 1 },
        });
        expect(Buffer.from(answer.LogResult ?? "", "base64").toString()).to.match(/^START[^]*REPORT/);
    });

    it("says when the function failed", async () => {
        const answer = await invoke({ fail: true });

        expect(answer).to.deep.include({ StatusCode: 200, FunctionError: "Unhandled" });
        expect(answer).not.to.have.property("LogResult");
        expect(answer.Payload?.transformToString()).to.include('"errorMessage":"bad"');
    });

    it("accepts an event and runs the function later", async () => {
        const answer = await invoke({ a: 1 }, { InvocationType: "Event" });

        expect(answer.StatusCode).to.equal(202);
        await until("it has run", async () => (await waitingInvocations(fixture.store)) === 0);
        const id = answer.$metadata.requestId;
        expect(fixture.log.map(({ message }) => message)).to.include(`END RequestId: ${id}`);
    });

    it("runs nothing when it is tried dry", async () => {
        const before = fixture.metrics.Invocations?.length;

        const answer = await invoke({}, { InvocationType: "DryRun" });

        expect(answer.StatusCode).to.equal(204);
        expect(fixture.metrics.Invocations?.length).to.equal(before);
    });

    it("answers in AWS's way what it cannot do", async () => {
        const failures = await Promise.all(
            [
                client.send(new InvokeCommand({ FunctionName: "missing" })),
                client.send(new InvokeCommand({ FunctionName: "echo", Payload: "{" })),
                client.send(new InvokeCommand({ FunctionName: "echo", Qualifier: "7" })),
                client.send(new ListLayersCommand({})),
            ].map((sent) => sent.then(String, (error: Error & { $metadata: { httpStatusCode: number } }) => error)),
        );

        expect(failures.map((error) => [(error as Error).name, (error as Error).message])).to.deep.equal([
            ["ResourceNotFoundException", `Function not found: ${arn.replace("echo", "missing")}`],
            ["InvalidRequestContentException", (failures[1] as Error).message],
            ["ResourceNotFoundException", `Function not found: ${arn}:7`],
            ["UnknownOperationException", "The local cloud's Lambda does not have the operation ListLayers."],
        ]);
        expect((failures[1] as Error).message).to.match(/^Could not parse request body into json: /);
    });

    it("shows functions", async () => {
        const [all, page, single] = await Promise.all([
            client.send(new ListFunctionsCommand({})),
            client.send(new ListFunctionsCommand({ MaxItems: 1 })),
            client.send(new GetFunctionCommand({ FunctionName: arn })),
        ]);
        const rest = await client.send(new ListFunctionsCommand({ Marker: page.NextMarker }));

        expect(all.Functions?.map(({ FunctionName }) => FunctionName)).to.deep.equal(["echo", "other"]);
        expect([page, rest].map(({ Functions }) => Functions?.map(({ FunctionName }) => FunctionName))).to.deep.equal([
            ["echo"],
            ["other"],
        ]);
        expect(single.Configuration).to.deep.include({
            FunctionArn: arn,
            Description: "Echoes",
            Runtime: "nodejs24.x",
            Role: roleArn,
            Handler: "index.handler",
            Timeout: 5,
            MemorySize: 128,
            Version: "$LATEST",
            Environment: { Variables: { A: "1" } },
            Architectures: ["arm64"],
            State: "Active",
            LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/echo" },
        });
        expect(single.Configuration?.CodeSha256).to.match(/^[\w+/]{43}=$/);
    });

    it("shows a function's tags with it", async () => {
        const { Tags } = await client.send(new GetFunctionCommand({ FunctionName: "echo" }));

        expect(Tags).to.deep.equal({ team: "billing" });
    });

    it("shows what the account may use and uses", async () => {
        const reservation = { FunctionName: "other", ReservedConcurrentExecutions: 10 };
        await client.send(new PutFunctionConcurrencyCommand(reservation));

        const settings = await client.send(new GetAccountSettingsCommand({}));

        await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "other" }));
        expect(settings.AccountLimit).to.deep.include({
            ConcurrentExecutions: 1000,
            UnreservedConcurrentExecutions: 990,
        });
        expect(settings.AccountUsage?.FunctionCount).to.equal(2);
        expect(settings.AccountUsage?.TotalCodeSize).to.be.greaterThan(0);
    });

    it("shows a function's permissions", async () => {
        const sourceArn = "arn:aws:events:eu-west-1:123456789012:rule/r";
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", sourceArn };
        const policy = () => client.send(new GetPolicyCommand({ FunctionName: "echo" }));

        await fixture.lambda.addPermission("echo", "bus", permission);
        const { Policy = "" } = await policy();
        await fixture.lambda.removePermission("echo", "bus");
        const none = await policy().catch((error: Error) => error.name);

        expect(JSON.parse(Policy)).to.deep.equal({
            Version: "2012-10-17",
            Id: "default",
            Statement: [
                {
                    Sid: "bus",
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: "lambda:InvokeFunction",
                    Resource: arn,
                    Condition: { ArnLike: { "AWS:SourceArn": sourceArn } },
                },
            ],
        });
        expect(none).to.equal("ResourceNotFoundException");
    });

    it("keeps all of what is changed at the same time", async () => {
        const FunctionName = "other";
        const permission = { action: "lambda:InvokeFunction", principal: "events.amazonaws.com" };
        const ids = Array.from({ length: 10 }, (_, index) => `s-${index}`);

        await Promise.all([
            ...ids.map((id) => fixture.lambda.addPermission(FunctionName, id, permission)),
            client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 7 })),
            fixture.lambda.putEventInvokeConfig(FunctionName, { maximumRetryAttempts: 1 }),
        ]);

        const { permissions = {}, eventInvokeConfig } = fixture.lambda.find(FunctionName) ?? {};
        expect(Object.keys(permissions)).to.have.members(ids);
        const { Concurrency } = await client.send(new GetFunctionCommand({ FunctionName }));
        expect(Concurrency?.ReservedConcurrentExecutions).to.equal(7);
        expect(eventInvokeConfig).to.deep.equal({ maximumRetryAttempts: 1 });
    });

    it("reserves no concurrency of the hundred that the account keeps for functions without", async () => {
        const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
            client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })).then(
                (answer) => answer.ReservedConcurrentExecutions,
                (error: Error) => `${error.name}: ${error.message}`,
            );
        await reserve("other", 400);

        const tooMuch = await reserve("echo", 501);
        const all = await reserve("echo", 500);
        const less = await reserve("echo", 2);

        expect(tooMuch).to.equal(
            "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's " +
                "UnreservedConcurrentExecution below its minimum value of [100].",
        );
        expect([all, less]).to.deep.equal([500, 2]);
        await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "echo" }));
        await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "other" }));
    });

    it("reserves concurrency, and shows it", async () => {
        const FunctionName = "other";

        await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
        const { Concurrency: reserved } = await client.send(new GetFunctionCommand({ FunctionName }));
        const alone = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
        const throttled = await client
            .send(new InvokeCommand({ FunctionName }))
            .catch((error: Error & { Reason?: string }) => [error.name, error.Reason]);
        await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
        const invoked = await client.send(new InvokeCommand({ FunctionName }));

        expect(reserved?.ReservedConcurrentExecutions).to.equal(0);
        expect(alone.ReservedConcurrentExecutions).to.equal(0);
        expect(throttled).to.deep.equal([
            "TooManyRequestsException",
            "ReservedFunctionConcurrentInvocationLimitExceeded",
        ]);
        expect(invoked.StatusCode).to.equal(200);
    });
});
