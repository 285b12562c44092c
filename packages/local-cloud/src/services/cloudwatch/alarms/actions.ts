import type { Account, MessageTarget } from "../../service";
import { readDimensions } from "../put-metric-data";
import { type Alarm, type AlarmState, type MetricAlarmInput, readStatistic } from "./alarm";

/** Hands nothing over where nobody takes what the ARN names. */
export type FindTarget = (arn: string) => MessageTarget | undefined;

/**
 * What an alarm tells a function of a change of its state.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function alarmMessage({ alarm, previous }: { alarm: Alarm; previous: AlarmState }, account: Account): string {
    return JSON.stringify({
        source: "aws.cloudwatch",
        alarmArn: alarm.arn,
        accountId: account.accountId,
        time: formatInstant(alarm.state.since),
        region: account.region,
        alarmData: {
            alarmName: alarm.input.AlarmName,
            state: describeState(alarm.state),
            previousState: describeState(previous),
            configuration: {
                description: alarm.input.AlarmDescription,
                ...(alarm.type === "MetricAlarm"
                    ? { metrics: [describeMetric(alarm.input)] }
                    : { alarmRule: alarm.input.AlarmRule }),
            },
        },
    });
}

function describeState({ value, reason, reasonData, since }: AlarmState) {
    return { value, reason, reasonData, timestamp: formatInstant(since) };
}

function describeMetric(input: MetricAlarmInput) {
    const metric = {
        namespace: input.Namespace,
        name: input.MetricName,
        dimensions: readDimensions(input.Dimensions),
    };
    const metricStat = { metric, period: input.Period, stat: readStatistic(input), unit: input.Unit };
    return { id: "m1", metricStat, returnData: true };
}

/** `2026-11-27T12:00:00.000+0000`, as CloudWatch writes it. */
export function formatInstant(milliseconds: number): string {
    return new Date(milliseconds).toISOString().replace("Z", "+0000");
}
