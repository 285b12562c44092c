import { lambda, role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    defaults: { adds: { maximumRetryAttempts: 2 } },
    life: {
        needs: () => [role, lambda],
        inputs: () => ({ functionName: "a-function", maximumRetryAttempts: 2 }),
        update: { maximumRetryAttempts: 1 },
        replace: { functionName: "another" },
        look: async ({ cloud }) => cloud.lambda.find("a-function")?.eventInvokeConfig,
        shows: { created: { maximumRetryAttempts: 2 }, updated: { maximumRetryAttempts: 1 } },
    },
};
