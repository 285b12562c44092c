import type { TypeCase } from "../../provider/type-cases";

const given = { logType: "ERROR_LOGS", resourceArn: "arn:aws:events:us-east-1:000000000000:event-bus/b" };

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    defaults: { given, adds: given },
};
