import { bus } from "../../../provider/needed-resources";
import type { TypeCase } from "../../../provider/type-cases";
import { firstStatement } from "./bus-policy";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/eventPermission:EventPermission",
    defaults: {
        adds: { action: "events:PutEvents", eventBusName: "default" },
    },
    life: {
        needs: () => [bus],
        inputs: () => ({ eventBusName: "a-bus", statementId: "partner", principal: "123456789012" }),
        update: { principal: "*" },
        replace: { statementId: "another" },
        look: firstStatement,
        shows: {
            created: { Sid: "partner", Principal: { AWS: "arn:aws:iam::123456789012:root" } },
            updated: { Sid: "partner", Principal: "*" },
        },
    },
};
