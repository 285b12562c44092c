import { refuse, validName } from "../refuse";
import type { ResourceType } from "../resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    required: ["comparisonOperator", "evaluationPeriods"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({ name: validName(1, 255, /^[^\p{Cc}]+$/u, "no control characters") }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
};
