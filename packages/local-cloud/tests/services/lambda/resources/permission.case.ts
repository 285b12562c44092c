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
            action: "lambda:InvokeFunction",
            function: "a-function",
            principal: "events.amazonaws.com",
            sourceAccount: "000000000000",
            sourceArn: "arn:aws:events:us-east-1:000000000000:rule/r",
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
                    StringEquals: { "AWS:SourceAccount": "000000000000" },
                    ArnLike: { "AWS:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/r" },
                },
            },
        },
    },
};
