import { accepted, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { parseAlarmRule } from "../alarms/alarm-rule";
import { alarmProperties, callAlarms, findAlarm, nameRule } from "./call-alarms";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    required: ["alarmName", "alarmRule"],
    replaces: ["alarmName", "actionsEnabled"],
    defaults: { actionsEnabled: true },
    sets: ["alarmActions", "okActions", "insufficientDataActions"],
    check: refuse({ alarmName: nameRule.name, alarmRule: accepted(parseAlarmRule) }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.alarmName as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${inputs.alarmName}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async read({ id, inputs }, cloud) {
        const alarm = await findAlarm(cloud, id);
        return alarm && { ...alarmProperties(alarm, inputs), alarmRule: alarm.AlarmRule };
    },
    async create({ inputs }, cloud) {
        await callAlarms(
            cloud,
            "PutCompositeAlarm",
            { ...inputs, name: inputs.alarmName },
            {
                AlarmRule: inputs.alarmRule,
                ActionsSuppressor: (inputs.actionsSuppressor as { alarm?: string } | undefined)?.alarm,
            },
        );
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.cloudwatch, "DeleteAlarms", { AlarmNames: [id] });
    },
};
