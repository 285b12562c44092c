import { existingArn, oneOf, refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";
import { taggedOutputs } from "../tagged-outputs";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    required: ["logType", "resourceArn"],
    replaces: ["name", "logType", "resourceArn"],
    autoName: { property: "name", maxLength: 60 },
    check: refuse({
        name: validName(1, 60, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        resourceArn: existingArn,
        // Of a bus, the one source that is known here.
        logType: oneOf("ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:logs:${region}:${accountId}:delivery-source:${inputs.name}`, {
            service: String(inputs.resourceArn).split(":")[2],
        }),
    }),
};
