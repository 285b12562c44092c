import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";

import type { TypeCase } from "../../../provider/type-cases";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/logGroup:LogGroup",
    defaults: { adds: { retentionInDays: 0, skipDestroy: false } },
    life: {
        inputs: () => ({ name: "logs-1", retentionInDays: 7 }),
        update: { retentionInDays: 30, kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/k1" },
        replace: { name: "logs-2" },
        look: async ({ logs }) => {
            const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "logs-1" }));
            return logGroups?.[0];
        },
        shows: {
            created: { retentionInDays: 7 },
            updated: { retentionInDays: 30, kmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/k1" },
        },
    },
};
