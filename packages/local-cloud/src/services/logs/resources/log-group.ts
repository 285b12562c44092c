import type { DescribeLogGroupsResponse, LogGroup } from "@aws-sdk/client-cloudwatch-logs";

import type { CloudServices } from "../../../cloud-services";
import { kmsKeyArn } from "../../../resources/kms-key";
import { oneOf, refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { retentions } from "../logs";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/logGroup:LogGroup",
    replaces: ["name", "namePrefix", "logGroupClass"],
    defaults: { retentionInDays: 0, skipDestroy: false },
    autoName: { property: "name", maxLength: 512 },
    unique: true,
    check: refuse({
        name: validName(1, 512, /^[.\-_/#A-Za-z0-9]+$/, "letters, digits and any of . - _ / #"),
        kmsKeyId: kmsKeyArn,
        // 0 keeps for ever.
        retentionInDays: oneOf(0, ...retentions),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:logs:${region}:${accountId}:log-group:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async read({ inputs, outputs }, cloud) {
        const group = await findGroup(cloud, inputs.name as string);
        const days = group?.retentionInDays ?? 0;
        return (
            group && {
                kmsKeyId: group.kmsKeyId,
                ...(days === outputs.retentionInDays ? {} : { retentionInDays: days }),
            }
        );
    },
    async create({ inputs }, cloud) {
        if ((await findGroup(cloud, inputs.name as string)) === undefined) {
            await cloud.call(cloud.logs, "CreateLogGroup", { logGroupName: inputs.name });
        }
        // 0 keeps for ever: CloudWatch Logs then has no retention policy.
        await cloud.call(cloud.logs, inputs.retentionInDays ? "PutRetentionPolicy" : "DeleteRetentionPolicy", {
            logGroupName: inputs.name,
            retentionInDays: inputs.retentionInDays || undefined,
        });
        await cloud.call(cloud.logs, inputs.kmsKeyId ? "AssociateKmsKey" : "DisassociateKmsKey", {
            logGroupName: inputs.name,
            kmsKeyId: inputs.kmsKeyId,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.logs, "DeleteLogGroup", { logGroupName: inputs.name });
    },
    // Groups are in memory alone. What a function logs before the program is applied makes one that keeps it for ever.
    isLost: () => Promise.resolve(true),
};

async function findGroup(cloud: CloudServices, name: string): Promise<LogGroup | undefined> {
    const { logGroups = [] } = await cloud.call<DescribeLogGroupsResponse>(cloud.logs, "DescribeLogGroups", {
        logGroupNamePrefix: name,
    });
    return logGroups.find(({ logGroupName }) => logGroupName === name);
}
