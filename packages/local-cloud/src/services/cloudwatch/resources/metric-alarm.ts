import { oneOf, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { putMetricAlarm } from "../alarms/alarm-operations";
import { comparisonNames, missingDataNames } from "../alarms/evaluate";
import { alarmName, readAlarm } from "./alarm-properties";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    required: ["comparisonOperator", "evaluationPeriods"],
    replaces: ["name"],
    defaults: { actionsEnabled: true, treatMissingData: "missing", "metricQueries.returnData": false },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    autoName: { property: "name", maxLength: 255 },
    check: refuse({
        name: alarmName,
        comparisonOperator: oneOf(...comparisonNames),
        treatMissingData: oneOf(...missingDataNames),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    // Nothing but the program changes an alarm that stands, save its state.
    read: async ({ id }, cloud) => (cloud.cloudwatch.alarms.find(id) === undefined ? undefined : {}),
    async create({ id, inputs }, cloud) {
        await putMetricAlarm(cloud.cloudwatch.alarms, readAlarm({ ...inputs, name: id }));
    },
    async delete({ id }, cloud) {
        await cloud.cloudwatch.alarms.delete(id);
    },
};
