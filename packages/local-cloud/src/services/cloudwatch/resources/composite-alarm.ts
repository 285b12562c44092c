import { accepted, notHere, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import type { CompositeAlarmInput } from "../alarms/alarm";
import { parseAlarmRule } from "../alarms/alarm-rule";
import { alarmName, alarmRules, readAlarm } from "./alarm-properties";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    required: ["alarmName", "alarmRule"],
    replaces: ["alarmName", "actionsEnabled"],
    defaults: { actionsEnabled: true },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    check: refuse({
        alarmName,
        ...alarmRules,
        alarmRule: accepted(parseAlarmRule),
        ...notHere("actionsSuppressor"),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.alarmName as string,
        outputs: taggedOutputs(inputs, `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.alarmName}`),
    }),
    // Nothing but the program changes an alarm that stands, save its state.
    read: async ({ id }, cloud) => (cloud.cloudwatch.alarms.find(id) === undefined ? undefined : {}),
    async create({ id, inputs }, cloud) {
        const input = readAlarm<CompositeAlarmInput>({ ...inputs, alarmName: id });
        await cloud.cloudwatch.alarms.put({ type: "CompositeAlarm", input });
    },
    async delete({ id }, cloud) {
        await cloud.cloudwatch.alarms.delete(id);
    },
};
