import type { TypeCase } from "../../provider/type-cases";

const given = {
    deliveryDestinationConfiguration: { destinationResourceArn: "arn:aws:logs:us-east-1:000000000000:log-group:g" },
};

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    defaults: { given, adds: given },
};
