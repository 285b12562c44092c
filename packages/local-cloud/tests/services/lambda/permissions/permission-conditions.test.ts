import { GetPolicyCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import type { Caller } from "../../../../src/services/service";
import { type LambdaApi, startLambdaApi } from "../lambda-api";
import { functionSpec, roleArn } from "../lambda-fixture";

const rule = "arn:aws:events:eu-west-1:123456789012:rule/r";

describe("a permission's conditions", () => {
    let fixture: LambdaApi;

    beforeEach(async () => {
        fixture = await startLambdaApi();
        await fixture.lambda.putFunction(functionSpec("guarded", "exports.handler = async () => 1;"));
    });

    afterEach(() => fixture.close());

    function outcome(caller: Caller): string {
        try {
            fixture.lambda.mayInvoke("guarded", caller);
            return "allowed";
        } catch (error) {
            return (error as Error).name;
        }
    }

    it("are kept, every one that a permission is declared with", async () => {
        await fixture.lambda.addPermission("guarded", "narrow", {
            action: "lambda:InvokeFunctionUrl",
            principal: "*",
            sourceArn: rule,
            sourceAccount: "123456789012",
            principalOrgId: "o-0123456789",
            eventSourceToken: "amzn1.ask.skill.1",
            functionUrlAuthType: "AWS_IAM",
            invokedViaFunctionUrl: true,
        });

        const { Policy = "" } = await fixture.client.send(new GetPolicyCommand({ FunctionName: "guarded" }));

        const { Statement } = JSON.parse(Policy) as { Statement: { Condition: object }[] };
        expect(Statement[0]?.Condition).to.deep.equal({
            StringEquals: {
                "AWS:SourceAccount": "123456789012",
                "aws:PrincipalOrgID": "o-0123456789",
                "lambda:EventSourceToken": "amzn1.ask.skill.1",
                "lambda:FunctionUrlAuthType": "AWS_IAM",
            },
            ArnLike: { "AWS:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/r" },
            Bool: { "lambda:InvokedViaFunctionUrl": "true" },
        });
    });

    for (const [condition, value] of [
        ["principalOrgId", "o-0123456789"],
        ["eventSourceToken", "token"],
        ["functionUrlAuthType", "AWS_IAM"],
        ["invokedViaFunctionUrl", true],
    ] as const) {
        it(`let in nobody by ${condition}, which no local caller has`, async () => {
            const permission = { action: "lambda:*", [condition]: value };
            await fixture.lambda.addPermission("guarded", "service", {
                ...permission,
                principal: "events.amazonaws.com",
            });
            await fixture.lambda.addPermission("guarded", "all", { ...permission, principal: "*" });
            fixture.denied.add("lambda:InvokeFunction");

            expect(outcome({ kind: "service", principal: "events.amazonaws.com", sourceArn: rule })).to.equal(
                "AccessDeniedException",
            );
            expect(outcome({ kind: "role", roleArn })).to.equal("AccessDeniedException");
        });
    }
});
