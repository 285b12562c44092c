import { GetPolicyCommand } from "@aws-sdk/client-lambda";

import { lambda, role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:lambda/permission:Permission",
    defaults: { adds: {} },
    life: {
        needs: () => [role, lambda],
        inputs: () => ({
            statementId: "permission-1",
            action: "lambda:InvokeFunctionUrl",
            function: "a-function",
            principal: "events.amazonaws.com",
            principalOrgId: "o-0123456789",
            eventSourceToken: "token",
            functionUrlAuthType: "AWS_IAM",
            invokedViaFunctionUrl: true,
        }),
        replace: { principal: "sqs.amazonaws.com" },
        look: async ({ lambda: client }) => {
            const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "a-function" }));
            return (JSON.parse(Policy ?? "{}") as { Statement: object[] }).Statement[0];
        },
        shows: {
            created: {
                Sid: "permission-1",
                Principal: { Service: "events.amazonaws.com" },
                Condition: {
                    StringEquals: {
                        "aws:PrincipalOrgID": "o-0123456789",
                        "lambda:EventSourceToken": "token",
                        "lambda:FunctionUrlAuthType": "AWS_IAM",
                    },
                    Bool: { "lambda:InvokedViaFunctionUrl": "true" },
                },
            },
        },
    },
};
