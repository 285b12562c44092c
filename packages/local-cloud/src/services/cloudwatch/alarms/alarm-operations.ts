import type {
    DescribeAlarmsInput,
    PutCompositeAlarmInput,
    PutMetricAlarmInput,
    SetAlarmStateInput,
} from "@aws-sdk/client-cloudwatch";

import { AwsError } from "../../../aws-error";
import type { Call, Operation } from "../../service";
import { refuseMembers } from "../../refuse-members";
import { invalidAlarm } from "../errors";
import type { StateValue } from "./alarm";
import { parseAlarmRule } from "./alarm-rule";
import type { Alarms } from "./alarms";
import { checkMetricAlarm } from "./check-metric-alarm";
import { describeAlarms } from "./describe-alarms";

const states: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies StateValue[];

/**
 * The operations that show alarms and try them out. A program makes them.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html and the pages beside it
 */
export function alarmOperations(alarms: Alarms): Record<string, Operation> {
    return {
        async DescribeAlarms(input: DescribeAlarmsInput, call) {
            authorizeDescribe(input, alarms, call);
            return describeAlarms(input, alarms);
        },

        async SetAlarmState(input: SetAlarmStateInput, call) {
            const { AlarmName: name = "", StateValue: value, StateReason: reason, StateReasonData: reasonData } = input;
            call.authorize("cloudwatch:SetAlarmState", alarms.arn(name));
            if (value === undefined || !states.includes(value)) {
                throw invalidAlarm(`StateValue is "${value}": it must be one of ${states.join(", ")}`);
            }
            if (reason === undefined) {
                throw invalidAlarm("StateReason is required");
            }
            if (reasonData !== undefined && !isJson(reasonData)) {
                throw new AwsError("InvalidFormatFault", "StateReasonData must be JSON");
            }
            await alarms.set(name, { value, reason, ...(reasonData === undefined ? {} : { reasonData }) });
            return {};
        },
    };
}

/** What a program declares, as PutMetricAlarm takes it. Throws `AwsError`. */
export async function putMetricAlarm(alarms: Alarms, input: PutMetricAlarmInput): Promise<void> {
    checkAlarm(input);
    checkMetricAlarm(input);
    await alarms.put({ type: "MetricAlarm", input });
}

/** What a program declares, as PutCompositeAlarm takes it. Throws `AwsError`. */
export async function putCompositeAlarm(alarms: Alarms, input: PutCompositeAlarmInput): Promise<void> {
    refuseMembers(
        input,
        ["ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod"],
        invalidAlarm,
    );
    checkAlarm(input);
    const { AlarmName = "", AlarmRule = "" } = input;
    parseAlarmRule(AlarmRule);
    await alarms.put({ type: "CompositeAlarm", input: { ...input, AlarmName, AlarmRule } });
}

function isJson(text: string): boolean {
    try {
        return typeof JSON.parse(text) === "object";
    } catch {
        return false;
    }
}

/** Alarms are described by name to whoever may see these; all else, composite alarms too, only to whoever may see all. */
function authorizeDescribe(input: DescribeAlarmsInput, alarms: Alarms, call: Call): void {
    const { AlarmNames: names = [], AlarmTypes: types = [] } = input;
    const narrow = names.length > 0 && !types.includes("CompositeAlarm");
    (narrow ? names.map((name) => alarms.arn(name)) : ["*"]).forEach((resource) =>
        call.authorize("cloudwatch:DescribeAlarms", resource),
    );
}

/** What all alarms have. */
function checkAlarm(input: PutMetricAlarmInput | PutCompositeAlarmInput): void {
    const { AlarmName: name = "", AlarmDescription: description = "" } = input;
    if (name === "" || name.length > 255) {
        throw invalidAlarm(`AlarmName has ${name.length} characters: it must have 1 to 255`);
    }
    if (description.length > 1024) {
        throw invalidAlarm(`AlarmDescription has ${description.length} characters: it must have at most 1024`);
    }
    const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input;
    if ([OKActions, AlarmActions, InsufficientDataActions].some((actions) => actions.length > 5)) {
        throw invalidAlarm("An alarm must not have more than 5 actions for a state");
    }
}
