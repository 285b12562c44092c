import { GetEventSourceMappingCommand } from "@aws-sdk/client-lambda";

import { identityPolicy, lambda, role } from "../../../provider/needed-resources";
import type { Named } from "../../../provider/made-resource";
import type { TypeCase } from "../../../provider/type-cases";

const mayRead: Named = [
    "policy",
    "aws:iam/rolePolicy:RolePolicy",
    () => ({ role: "a-role", policy: identityPolicy("dynamodb:*") }),
];
const table: Named = [
    "table",
    "aws:dynamodb/table:Table",
    () => ({
        name: "a-table",
        hashKey: "id",
        billingMode: "PAY_PER_REQUEST",
        attributes: [{ name: "id", type: "S" }],
        streamEnabled: true,
        streamViewType: "NEW_IMAGE",
    }),
];

export const typeCase: TypeCase = {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    defaults: { given: { functionName: "a-function" }, adds: { functionName: "a-function", enabled: true } },
    life: {
        needs: () => [role, mayRead, lambda, table],
        inputs: (made) => ({
            eventSourceArn: made.table?.outputs.streamArn,
            functionName: made.function?.outputs.arn,
            startingPosition: "LATEST",
            enabled: true,
            batchSize: 10,
            filterCriteria: { filters: [{ pattern: '{"eventName":["INSERT"]}' }] },
        }),
        update: {
            enabled: false,
            batchSize: 20,
            filterCriteria: { filters: [{ pattern: '{"eventName":["REMOVE"]}' }] },
            bisectBatchOnFunctionError: true,
        },
        replace: { startingPosition: "TRIM_HORIZON" },
        look: async ({ lambda: client }, { id }) => client.send(new GetEventSourceMappingCommand({ UUID: id })),
        shows: {
            created: {
                State: "Enabled",
                BatchSize: 10,
                StartingPosition: "LATEST",
                MaximumRetryAttempts: -1,
                FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:a-function",
                FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
            },
            updated: {
                State: "Disabled",
                BatchSize: 20,
                BisectBatchOnFunctionError: true,
                FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] },
            },
        },
    },
};
