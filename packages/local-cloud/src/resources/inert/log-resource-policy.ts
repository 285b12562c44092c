import { resourcePolicy } from "../policies";
import { existingArn, maxLength, refuse } from "../refuse";
import type { ResourceType } from "../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    required: ["policyDocument"],
    replaces: ["policyName", "resourceArn"],
    documents: ["policyDocument"],
    check: refuse({
        policyDocument: [
            resourcePolicy,
            maxLength(5120),
            (_document, { policyName, resourceArn }) =>
                (policyName === undefined) === (resourceArn === undefined)
                    ? "needs either a policyName or a resourceArn"
                    : undefined,
        ],
        resourceArn: existingArn,
    }),
    outputs: ({ inputs }) => ({
        id: (inputs.policyName ?? inputs.resourceArn) as string,
        outputs: { ...inputs, policyScope: inputs.resourceArn === undefined ? "ACCOUNT" : "RESOURCE" },
    }),
};
