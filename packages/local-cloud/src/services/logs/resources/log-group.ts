import { kmsKeyArn } from "../../../resources/kms-key";
import { oneOf, refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";

/**
 * How many days a group may keep its lines; 0 is for ever.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const retentions = [
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

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
        retentionInDays: oneOf(...retentions),
        logGroupClass: oneOf("STANDARD"),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:logs:${region}:${accountId}:log-group:${inputs.name}`),
    }),
    async read({ inputs, outputs }, cloud) {
        const group = cloud.logs.getGroup(inputs.name as string);
        const days = group?.retentionDays ?? 0;
        return (
            group && {
                kmsKeyId: group.kmsKeyId,
                ...(days === outputs.retentionInDays ? {} : { retentionInDays: days }),
            }
        );
    },
    async create({ inputs }, cloud) {
        cloud.logs.putGroup(inputs.name as string, {
            retentionDays: (inputs.retentionInDays as number) || undefined,
            kmsKeyId: inputs.kmsKeyId as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        cloud.logs.deleteGroup(inputs.name as string);
    },
    // Groups are in memory alone. What a function logs before the program is applied makes one that keeps it for ever.
    isLost: () => Promise.resolve(true),
};
