import { existingArn, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";

/**
 * The account's role for logs. There is one account, always: a second resource sets the same role, and deleting either
 * takes it away (terraform-provider-aws `internal/service/apigateway/account.go`, since 6.0).
 *
 * https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html
 */
export const definition: ResourceType = {
    type: "aws:apigateway/account:Account",
    check: refuse({ cloudwatchRoleArn: existingArn }),
    outputs: ({ inputs }) => ({
        id: "api-gateway-account",
        outputs: {
            ...inputs,
            apiKeyVersion: "4",
            features: ["UsagePlans"],
            throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }],
        },
    }),
    read: (_resource, cloud) => Promise.resolve({ cloudwatchRoleArn: cloud.gateway.account.cloudwatchRoleArn }),
    async create({ inputs }, cloud) {
        await cloud.gateway.account.putCloudwatchRole(inputs.cloudwatchRoleArn as string | undefined);
    },
    async delete(_resource, cloud) {
        await cloud.gateway.account.putCloudwatchRole(undefined);
    },
};
