import type { DescribeAlarmsInput, SetAlarmStateInput } from "@aws-sdk/client-cloudwatch";

import { AwsError } from "../../../aws-error";
import type { Call, Operation } from "../../service";
import { invalidAlarm } from "../errors";
import type { StateValue } from "./alarm";
import type { Alarms } from "./alarms";
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
