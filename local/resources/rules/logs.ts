import type { ResourceRules } from "../resource-type";
import { nameOf, oneOf, refuse } from "./refuse";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps for ever. */
const retention = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html; what replaces a group,
 * and defaults: `ForceNew` and `Default` in the provider's schema, terraform-provider-aws `internal/service/logs/group.go`.
 */
export const logGroupRules: ResourceRules = {
    replaces: ["name", "namePrefix", "logGroupClass"],
    defaults: { retentionInDays: 0, skipDestroy: false },
    unique: true,
    check: refuse({
        name: nameOf(1, 512, /^[.\-_/#A-Za-z0-9]+$/, "letters, digits and any of . - _ / #"),
        retentionInDays: oneOf(...retention),
    }),
    async read({ inputs, outputs }, cloud) {
        const { logGroups = [] } = await cloud.call<{
            logGroups?: { logGroupName?: string; retentionInDays?: number }[];
        }>(cloud.logs, "DescribeLogGroups", { logGroupNamePrefix: inputs.name });
        const group = logGroups.find(({ logGroupName }) => logGroupName === inputs.name);
        const days = group?.retentionInDays ?? 0;
        return group && (days === outputs.retentionInDays ? {} : { retentionInDays: days });
    },
};
