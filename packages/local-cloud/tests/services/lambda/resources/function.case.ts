import { GetFunctionCommand } from "@aws-sdk/client-lambda";

import { archive } from "../../../provider/made-resource";
import { role } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:lambda/function:Function",
    defaults: {
        adds: {
            memorySize: 128,
            packageType: "Zip",
            publish: false,
            reservedConcurrentExecutions: -1,
            skipDestroy: false,
            timeout: 3,
        },
    },
    life: {
        needs: () => [role],
        inputs: (made) => ({
            name: "function-1",
            role: made.role?.outputs.arn,
            runtime: "nodejs24.x",
            handler: "index.handler",
            timeout: 5,
            code: archive("exports.handler = async () => 1"),
            environment: { variables: { A: "1" } },
            tags: { team: "billing" },
        }),
        update: { timeout: 7, code: archive("exports.handler = async () => 2") },
        replace: { name: "function-2" },
        look: async ({ lambda: client }) => {
            const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName: "function-1" }));
            return { Timeout: Configuration?.Timeout, Environment: Configuration?.Environment, Tags };
        },
        shows: {
            created: { Timeout: 5, Environment: { Variables: { A: "1" } }, Tags: { team: "billing" } },
            updated: { Timeout: 7 },
        },
    },
};
