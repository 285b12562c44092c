import { createHash } from "node:crypto";

import type { ResourceType } from "../resource-type";
import { taggedOutputs } from "../tagged-outputs";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateDelivery.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logDelivery:LogDelivery",
    required: ["deliveryDestinationArn", "deliverySourceName"],
    replaces: ["deliveryDestinationArn", "deliverySourceName"],
    outputs: ({ urn, inputs }, { region, accountId }) => {
        const id = createHash("sha256").update(urn).digest("base64url").replace(/[-_]/g, "0").slice(0, 16);
        return { id, outputs: taggedOutputs(inputs, `arn:aws:logs:${region}:${accountId}:delivery:${id}`) };
    },
};
