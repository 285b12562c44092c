import {
    GetFunctionCommand,
    type LambdaClient,
    ListFunctionsCommand,
    UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { type LambdaApi, startLambdaApi } from "../lambda-api";
import { functionSpec } from "../lambda-fixture";

const FunctionName = "echo";

describe("Lambda's API refuses", () => {
    let fixture: LambdaApi;
    let client: LambdaClient;

    before(async () => {
        fixture = await startLambdaApi();
        ({ client } = fixture);
        await fixture.lambda.putFunction(functionSpec(FunctionName, "exports.handler = async () => 1;"));
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
            client.send(new GetFunctionCommand({ FunctionName, Qualifier: "$LATEST" })),
        ]);

        const missing =
            "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:echo:7";
        expect(results).to.deep.equal([missing, "taken"]);
    });

    it("to change anything of a mapping but whether it is enabled, by name", async () => {
        const results = await answers([client.send(new UpdateEventSourceMappingCommand({ UUID: "u", BatchSize: 5 }))]);

        expect(results).to.deep.equal(["InvalidParameterValueException: The local cloud does not have BatchSize."]);
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
        const send = (method: string, path: string, body: string) =>
            fetch(`${fixture.url}/${path}`, { method, body }).then(({ status }) => status);
        const concurrency = "2017-10-31/functions/echo/concurrency";

        const statuses = await Promise.all([
            send("PUT", concurrency, "null"),
            send("PUT", concurrency, "[]"),
            send("POST", "2015-03-31/functions/%zz/invocations", "{}"),
        ]);

        expect(statuses).to.deep.equal([400, 400, 400]);
    });
});
