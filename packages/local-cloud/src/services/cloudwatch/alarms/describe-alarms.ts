import type { DescribeAlarmsInput } from "@aws-sdk/client-cloudwatch";

import { epochSeconds } from "../../json-protocol";
import { pageAt } from "../../page-at";
import { refuseMembers } from "../../refuse-members";
import { invalidAlarm, invalidToken } from "../errors";
import type { Alarm } from "./alarm";
import type { Alarms } from "./alarms";

const maxRecords = 100;

/**
 * Alarms by name, prefix, type and state. Without AlarmTypes, metric alarms alone, as at AWS.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 *
 * @throws AwsError
 */
export function describeAlarms(input: DescribeAlarmsInput, alarms: Alarms): object {
    refuseMembers(input, ["ParentsOfAlarmName", "ActionPrefix"], invalidAlarm);
    const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types = ["MetricAlarm"] } = input;
    const { ChildrenOfAlarmName: parent, StateValue: state, MaxRecords: size = maxRecords } = input;
    if (names !== undefined && (prefix !== undefined || names.length > maxRecords)) {
        throw invalidAlarm(`AlarmNames may have at most ${maxRecords} names, and no AlarmNamePrefix beside it`);
    }
    if (size < 1 || size > maxRecords) {
        throw invalidAlarm(`MaxRecords is ${size}: it must be from 1 to ${maxRecords}`);
    }
    const children = parent === undefined ? undefined : alarms.children(parent);
    const found = alarms
        .all()
        .filter(({ type, input: { AlarmName: name } }) =>
            children === undefined ? types.includes(type) : children.includes(name),
        )
        .filter(({ input: { AlarmName: name } }) => names?.includes(name) !== false && name.startsWith(prefix ?? ""))
        .filter((alarm) => state === undefined || alarm.state.value === state);
    const { page, next } = pageAt(found, size, input.NextToken, invalidToken);
    return {
        MetricAlarms: page.filter(({ type }) => type === "MetricAlarm").map(describeAlarm),
        CompositeAlarms: page.filter(({ type }) => type === "CompositeAlarm").map(describeAlarm),
        NextToken: next,
    };
}

function describeAlarm({ arn, input, configuredAt, state }: Alarm) {
    return {
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        ...input,
        AlarmArn: arn,
        AlarmConfigurationUpdatedTimestamp: epochSeconds(configuredAt),
        StateValue: state.value,
        StateReason: state.reason,
        StateReasonData: state.reasonData,
        StateUpdatedTimestamp: epochSeconds(state.since),
        StateTransitionedTimestamp: epochSeconds(state.since),
    };
}
