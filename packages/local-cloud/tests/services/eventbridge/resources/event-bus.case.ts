import { DescribeEventBusCommand } from "@aws-sdk/client-eventbridge";

import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventBus:EventBus",
    defaults: { adds: {} },
    life: {
        inputs: () => ({
            name: "bus-1",
            kmsKeyIdentifier: "arn:aws:kms:us-east-1:000000000000:key/k1",
            logConfig: { level: "ERROR", includeDetail: "NONE" },
        }),
        update: { description: "changed", logConfig: { level: "OFF", includeDetail: "NONE" } },
        replace: { name: "bus-2" },
        look: ({ events }, { inputs }) => events.send(new DescribeEventBusCommand({ Name: inputs.name as string })),
        shows: {
            created: { Name: "bus-1", KmsKeyIdentifier: "arn:aws:kms:us-east-1:000000000000:key/k1" },
            updated: { Description: "changed", LogConfig: { Level: "OFF", IncludeDetail: "NONE" } },
        },
    },
};
