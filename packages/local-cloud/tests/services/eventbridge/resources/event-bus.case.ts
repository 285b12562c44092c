import { DescribeEventBusCommand } from "@aws-sdk/client-eventbridge";

import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventBus:EventBus",
    defaults: { adds: {} },
    life: {
        inputs: () => ({ name: "bus-1" }),
        update: { description: "changed" },
        replace: { name: "bus-2" },
        look: ({ events }, { inputs }) => events.send(new DescribeEventBusCommand({ Name: inputs.name as string })),
        shows: { created: { Name: "bus-1" }, updated: { Description: "changed" } },
    },
};
