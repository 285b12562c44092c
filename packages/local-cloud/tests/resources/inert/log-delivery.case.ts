import type { TypeCase } from "../../provider/type-cases";

const given = {
    deliverySourceName: "s",
    deliveryDestinationArn: "arn:aws:logs:us-east-1:000000000000:delivery-destination:d",
};

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logDelivery:LogDelivery",
    defaults: { given, adds: given },
};
