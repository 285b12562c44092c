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
        look: async ({ cloud }) => cloud.lambda.find("a-function")?.permissions["permission-1"],
        shows: {
            created: {
                action: "lambda:InvokeFunction",
                principal: "events.amazonaws.com",
                sourceAccount: "000000000000",
                sourceArn: "arn:aws:events:us-east-1:000000000000:rule/r",
            },
        },
    },
};
