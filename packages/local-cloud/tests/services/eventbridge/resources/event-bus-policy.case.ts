import { bus } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { firstStatement } from "./bus-policy";

const busPolicy = (source: string) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "one",
                Effect: "Allow",
                Principal: "*",
                Action: "events:PutEvents",
                Resource: "arn:aws:events:us-east-1:000000000000:event-bus/a-bus",
                Condition: { StringEquals: { "events:source": source } },
            },
        ],
    });

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    defaults: { adds: { eventBusName: "default" } },
    life: {
        needs: () => [bus],
        inputs: () => ({ eventBusName: "a-bus", policy: busPolicy("shop") }),
        update: { policy: busPolicy("warehouse") },
        replace: { eventBusName: "default" },
        look: firstStatement,
        shows: {
            created: { Condition: { StringEquals: { "events:source": "shop" } } },
            updated: { Condition: { StringEquals: { "events:source": "warehouse" } } },
        },
    },
};
