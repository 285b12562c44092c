import type { CompositeAlarm, DescribeAlarmsOutput, MetricAlarm } from "@aws-sdk/client-cloudwatch";

import type { CloudServices } from "../../../cloud-services";
import { validName } from "../../../resources/refuse";
import type { Properties } from "../../../resources/resource-type";

export const nameRule = { name: validName(1, 255, /^[^\p{Cc}]+$/u, "no control characters") };

/** Puts an alarm: what both kinds have from `inputs`, and `more`. */
export async function callAlarms(
    cloud: CloudServices,
    operation: "PutMetricAlarm" | "PutCompositeAlarm",
    inputs: Properties,
    more: object,
): Promise<void> {
    await cloud.call(cloud.cloudwatch, operation, {
        AlarmName: inputs.name as string,
        AlarmDescription: inputs.alarmDescription as string | undefined,
        ActionsEnabled: inputs.actionsEnabled as boolean | undefined,
        OKActions: inputs.okActions as string[] | undefined,
        AlarmActions: inputs.alarmActions as string[] | undefined,
        InsufficientDataActions: inputs.insufficientDataActions as string[] | undefined,
        ...more,
    });
}

/** The alarm of this name, whatever its kind; undefined when there is none. */
export async function findAlarm(
    cloud: CloudServices,
    name: string,
): Promise<Partial<MetricAlarm & CompositeAlarm> | undefined> {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloud.call<DescribeAlarmsOutput>(
        cloud.cloudwatch,
        "DescribeAlarms",
        { AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
    );
    return [...MetricAlarms, ...CompositeAlarms][0];
}

/** The properties that both kinds of alarm have, as they are now. */
export function alarmProperties(alarm: Partial<MetricAlarm & CompositeAlarm>, inputs: Properties): Properties {
    return {
        alarmDescription: alarm.AlarmDescription,
        actionsEnabled: alarm.ActionsEnabled,
        alarmActions: actionsNow(alarm.AlarmActions, inputs.alarmActions),
        okActions: actionsNow(alarm.OKActions, inputs.okActions),
        insufficientDataActions: actionsNow(alarm.InsufficientDataActions, inputs.insufficientDataActions),
    };
}

/** A program that gives none may give an empty list, or leave the property out: it is the same to CloudWatch. */
function actionsNow(actions: readonly string[] = [], given: unknown): unknown {
    const none = Array.isArray(given) && given.length === 0 ? given : undefined;
    return actions.length === 0 ? none : actions;
}
