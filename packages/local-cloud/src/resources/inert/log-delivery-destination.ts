import { existingArn, refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";
import { taggedOutputs } from "../tagged-outputs";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    required: ["deliveryDestinationConfiguration"],
    replaces: ["name", "outputFormat"],
    autoName: { property: "name", maxLength: 60 },
    check: refuse({
        name: validName(1, 60, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        "deliveryDestinationConfiguration.destinationResourceArn": existingArn,
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:logs:${region}:${accountId}:delivery-destination:${inputs.name}`, {
            deliveryDestinationType: "CWL",
        }),
    }),
};
