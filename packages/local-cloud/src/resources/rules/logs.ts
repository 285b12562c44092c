import { retentions } from "../../services/logs/logs";
import type { ResourceRules } from "../resource-type";
import { nameOf, oneOf, refuse } from "./refuse";

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
        // 0 keeps for ever.
        retentionInDays: oneOf(0, ...retentions),
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
