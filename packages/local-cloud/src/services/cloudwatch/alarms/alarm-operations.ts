import type {
    DeleteAlarmsInput,
    DescribeAlarmsInput,
    PutCompositeAlarmInput,
    PutMetricAlarmInput,
    SetAlarmStateInput,
} from "@aws-sdk/client-cloudwatch";

import { AwsError } from "../../../aws-error";
import type { Call, Operation } from "../../service";
import { refuseMembers } from "../../refuse-members";
import { invalidAlarm, noSuchAlarm } from "../errors";
import type { StateValue } from "./alarm";
import { parseAlarmRule } from "./alarm-rule";
import type { Alarms } from "./alarms";
import { describeAlarms } from "./describe-alarms";
import { readMetricAlarm } from "./read-metric-alarm";

const maxDeleted = 100;
const states: readonly string[] = ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies StateValue[];

/**
 * Operations on alarms.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html and the pages beside it
 */
export function alarmOperations(alarms: Alarms): Record<string, Operation> {
    return {
        async PutMetricAlarm(input: PutMetricAlarmInput, call) {
            call.authorize("cloudwatch:PutMetricAlarm", alarms.arn(input.AlarmName ?? ""));
            await alarms.put({ ...readCommon(input), ...readMetricAlarm(input) });
            return {};
        },

        async PutCompositeAlarm(input: PutCompositeAlarmInput, call) {
            call.authorize("cloudwatch:PutCompositeAlarm", alarms.arn(input.AlarmName ?? ""));
            refuseMembers(
                input,
                ["ActionsSuppressor", "ActionsSuppressorExtensionPeriod", "ActionsSuppressorWaitPeriod"],
                invalidAlarm,
            );
            const rule = input.AlarmRule ?? "";
            parseAlarmRule(rule);
            await alarms.put({ ...readCommon(input), type: "CompositeAlarm", rule });
            return {};
        },

        async DescribeAlarms(input: DescribeAlarmsInput, call) {
            authorizeDescribe(input, alarms, call);
            return describeAlarms(input, alarms);
        },

        async DeleteAlarms({ AlarmNames: names = [] }: Partial<DeleteAlarmsInput>, call) {
            names.forEach((name) => call.authorize("cloudwatch:DeleteAlarms", alarms.arn(name)));
            if (names.length > maxDeleted) {
                throw invalidAlarm(`AlarmNames has ${names.length} names: it may have at most ${maxDeleted}`);
            }
            const missing = names.find((name) => alarms.find(name) === undefined);
            if (missing !== undefined) {
                throw noSuchAlarm(missing);
            }
            await alarms.delete(names);
            return {};
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

function readCommon(input: PutMetricAlarmInput | PutCompositeAlarmInput) {
    const { AlarmName: name = "", AlarmDescription: description } = input;
    if (name === "" || name.length > 255) {
        throw invalidAlarm(`AlarmName has ${name.length} characters: it must have 1 to 255`);
    }
    if (description !== undefined && description.length > 1024) {
        throw invalidAlarm(`AlarmDescription has ${description.length} characters: it must have at most 1024`);
    }
    const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input;
    if ([OKActions, AlarmActions, InsufficientDataActions].some((actions) => actions.length > 5)) {
        throw invalidAlarm("An alarm must not have more than 5 actions for a state");
    }
    return {
        name,
        ...(description === undefined ? {} : { description }),
        actionsEnabled: input.ActionsEnabled ?? true,
        actions: { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions },
    };
}
