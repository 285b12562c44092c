import { GetFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";

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
        look: ({ lambda: client }) =>
            client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: "a-function" })),
        shows: { created: { MaximumRetryAttempts: 2 }, updated: { MaximumRetryAttempts: 1 } },
    },
};
