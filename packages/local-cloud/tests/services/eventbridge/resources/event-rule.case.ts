import { DescribeRuleCommand } from "@aws-sdk/client-eventbridge";

import { bus } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventRule:EventRule",
    defaults: { adds: { eventBusName: "default", forceDestroy: false } },
    life: {
        needs: () => [bus],
        inputs: () => ({ name: "rule-1", eventBusName: "a-bus", eventPattern: '{"source":["a"]}' }),
        update: { eventPattern: '{"source":["b"]}', state: "DISABLED", description: "changed" },
        replace: { eventBusName: "default" },
        look: ({ events }, { inputs }) =>
            events.send(new DescribeRuleCommand({ Name: inputs.name as string, EventBusName: "a-bus" })),
        shows: {
            created: { EventPattern: '{"source":["a"]}', State: "ENABLED" },
            updated: { EventPattern: '{"source":["b"]}', State: "DISABLED", Description: "changed" },
        },
    },
};
