import {
    AddPermissionCommand,
    type AddPermissionCommandInput,
    GetFunctionCommand,
    GetFunctionConfigurationCommand,
    GetFunctionEventInvokeConfigCommand,
    type LambdaClient,
    ListFunctionsCommand,
    PutFunctionEventInvokeConfigCommand,
    RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { type LambdaApi, startLambdaApi } from "./lambda-api";
import { functionSpec } from "./lambda-fixture";

const FunctionName = "echo";

describe("Lambda's API refuses", () => {
    let fixture: LambdaApi;
    let client: LambdaClient;

    before(async () => {
        fixture = await startLambdaApi();
        ({ client } = fixture);
        await fixture.lambda.putFunction(functionSpec(FunctionName, "exports.handler = async () => 1;"));
        await fixture.lambda.putEventInvokeConfig(FunctionName, { maximumRetryAttempts: 1 });
    });

    after(() => fixture.close());

    const answers = (sent: Promise<unknown>[]) =>
        Promise.all(
            sent.map((one) =>
                one.then(
                    () => "taken",
                    (error: Error) => `${error.name}: ${error.message}`,
                ),
            ),
        );

    it("versions that there are not, wherever one can be named", async () => {
        const input = { FunctionName, Qualifier: "7" };

        const results = await answers([
            client.send(new GetFunctionCommand(input)),
            client.send(new GetFunctionConfigurationCommand(input)),
            client.send(new GetFunctionEventInvokeConfigCommand(input)),
            client.send(new GetFunctionCommand({ FunctionName, Qualifier: "$LATEST" })),
        ]);

        const missing =
            "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:echo:7";
        expect(results).to.deep.equal([missing, missing, missing, "taken"]);
    });

    it("permissions whose members are none of AWS's", async () => {
        const add = (input: Partial<AddPermissionCommandInput>) =>
            client.send(
                new AddPermissionCommand({
                    FunctionName,
                    StatementId: "s",
                    Action: "lambda:InvokeFunction",
                    Principal: "events.amazonaws.com",
                    ...input,
                }),
            );

        const results = await answers([
            add({ StatementId: "s 4" }),
            add({ Action: "s3:Get" }),
            add({ Principal: undefined }),
            add({ SourceArn: "rule/r" }),
            add({ SourceAccount: "1234" }),
            add({ Principal: "nonsense" }),
            add({ FunctionUrlAuthType: "NONE" }),
            add({ RevisionId: "1" }),
            client.send(new RemovePermissionCommand({ FunctionName, StatementId: "s", RevisionId: "1" })),
        ]);

        const violation = "ValidationException: 1 validation error detected: Value";
        expect(results).to.have.length(9);
        expect(results[0]).to.match(new RegExp(`^${violation} 's 4' at 'statementId' failed to satisfy constraint`));
        expect(results[1]).to.match(new RegExp(`^${violation} 's3:Get' at 'action' failed to satisfy constraint`));
        expect(results[2]).to.equal(
            `${violation} null at 'principal' failed to satisfy constraint: Member must not be null`,
        );
        expect(results[3]).to.match(new RegExp(`^${violation} 'rule/r' at 'sourceArn'`));
        expect(results[4]).to.match(new RegExp(`^${violation} '1234' at 'sourceAccount'`));
        expect(results[5]).to.equal(
            "InvalidParameterValueException: The provided principal was invalid. Please check the principal and " +
                "try again.",
        );
        expect(results[6]).to.equal(
            "InvalidParameterValueException: FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action",
        );
        expect(results.slice(7)).to.deep.equal(
            Array(2).fill("InvalidParameterValueException: The local cloud does not have RevisionId."),
        );
    });

    it("no principal of AWS's own forms", async () => {
        const principals = [
            "*",
            "123456789012",
            "arn:aws:iam::123456789012:role/worker",
            "arn:aws:iam::123456789012:root",
            "apigateway.amazonaws.com",
            "alexa-appkit.amazon.com",
        ];

        const results = await answers(
            principals.map((Principal, index) =>
                client.send(
                    new AddPermissionCommand({
                        FunctionName,
                        StatementId: `principal-${index}`,
                        Action: "lambda:InvokeFunction",
                        Principal,
                    }),
                ),
            ),
        );

        expect(results).to.deep.equal(principals.map(() => "taken"));
    });

    it("destinations that are no ARNs", async () => {
        const results = await answers([
            client.send(
                new PutFunctionEventInvokeConfigCommand({
                    FunctionName,
                    DestinationConfig: { OnSuccess: { Destination: "garbage" } },
                }),
            ),
        ]);

        expect(results[0]).to.match(
            /^ValidationException: .* 'garbage' at 'destinationConfig\.onSuccess\.destination'/,
        );
    });

    it("destinations and dead-letter queues of kinds that nothing here sends to, by name", async () => {
        const topic = "arn:aws:sns:eu-west-1:123456789012:failures";
        const DestinationConfig = { OnFailure: { Destination: topic } };

        const results = await answers([
            client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig })),
            fixture.lambda.putEventInvokeConfig(FunctionName, { onSuccessArn: "arn:aws:s3:::records" }),
            fixture.lambda.putFunction(functionSpec("other", "", { deadLetterArn: topic })),
        ]);

        const refused = (arn: string) =>
            "InvalidParameterValueException: The local cloud sends the records of invocations to queues, functions " +
            `and event buses, and not to ${arn}.`;
        expect(results).to.deep.equal([refused(topic), refused("arn:aws:s3:::records"), refused(topic)]);
    });

    it("destinations that the function's role may not send to", async () => {
        const put = (Destination: string) =>
            client.send(
                new PutFunctionEventInvokeConfigCommand({
                    FunctionName,
                    DestinationConfig: { OnFailure: { Destination } },
                }),
            );
        fixture.denied.add("sqs:SendMessage");

        const results = await answers([
            put("arn:aws:sqs:eu-west-1:123456789012:failures"),
            put("arn:aws:events:eu-west-1:123456789012:event-bus/results"),
        ]);

        fixture.denied.clear();
        expect(results).to.deep.equal([
            "InvalidParameterValueException: The function's execution role does not have permissions to call " +
                "SendMessage on arn:aws:sqs:eu-west-1:123456789012:failures",
            "taken",
        ]);
    });

    it("pages of no size, and markers that it did not give", async () => {
        const results = await answers([
            client.send(new ListFunctionsCommand({ MaxItems: 0 })),
            client.send(new ListFunctionsCommand({ MaxItems: -1 })),
            client.send(new ListFunctionsCommand({ MaxItems: 10_001 })),
            client.send(new ListFunctionsCommand({ Marker: "x" })),
        ]);

        expect(results.map((result) => result.split(":")[0])).to.deep.equal([
            "ValidationException",
            "ValidationException",
            "ValidationException",
            "InvalidParameterValueException",
        ]);
    });

    it("bodies that are no objects, and paths that cannot be read", async () => {
        const post = (path: string, body: string) =>
            fetch(`${fixture.url}/2015-03-31/functions/${path}`, { method: "POST", body });

        const statuses = await Promise.all([
            post("echo/policy", "null").then(({ status }) => status),
            post("echo/policy", "[]").then(({ status }) => status),
            post("%zz/invocations", "{}").then(({ status }) => status),
        ]);

        expect(statuses).to.deep.equal([400, 400, 400]);
    });
});
