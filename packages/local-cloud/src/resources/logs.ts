import type { ResourceType } from "./resource-type";
import { logGroupRules } from "./rules/logs";

const logGroup: ResourceType = {
    ...logGroupRules,
    autoName: { property: "name", maximum: 512 },
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:logs:${region}:${accountId}:log-group:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async create({ inputs }, cloud) {
        const { logGroups } = await cloud.call<{ logGroups?: { logGroupName?: string }[] }>(
            cloud.logs,
            "DescribeLogGroups",
            { logGroupNamePrefix: inputs.name },
        );
        if (!logGroups?.some(({ logGroupName }) => logGroupName === inputs.name)) {
            await cloud.call(cloud.logs, "CreateLogGroup", { logGroupName: inputs.name });
        }
        // 0 keeps for ever: CloudWatch Logs then has no retention policy.
        await cloud.call(cloud.logs, inputs.retentionInDays ? "PutRetentionPolicy" : "DeleteRetentionPolicy", {
            logGroupName: inputs.name,
            retentionInDays: inputs.retentionInDays || undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.logs, "DeleteLogGroup", { logGroupName: inputs.name });
    },
    // Groups are in memory alone. What a function logs before the program is applied makes one that keeps it for ever.
    isLost: () => Promise.resolve(true),
};

export const logsTypes: Readonly<Record<string, ResourceType>> = { "aws:cloudwatch/logGroup:LogGroup": logGroup };
