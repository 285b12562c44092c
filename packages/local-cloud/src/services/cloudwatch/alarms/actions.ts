import type { Account, MessageTarget } from "../../service";
import type { Alarm, AlarmState, MetricAlarm } from "./alarm";

/** One action of an alarm, as it is handed to its target. */
export interface AlarmMessage {
    principal: string;
    subject?: string;
    body: string;
}

/**
 * What an alarm tells the action with the ARN `action` of a change of its state; undefined where the local cloud has no such
 * action.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html and
 * …/Notify_Users_Alarm_Changes.html
 */
export function alarmMessage(
    action: string,
    change: { alarm: Alarm; previous: AlarmState },
    account: Account,
): AlarmMessage | undefined {
    switch (action.split(":")[2]) {
        case "lambda":
            return { principal: "lambda.alarms.cloudwatch.amazonaws.com", body: forFunction(change, account) };
        case "sns": {
            const { name, state } = change.alarm;
            // A topic takes no longer subject.
            const subject = `${state.value}: "${name}" in ${account.region}`.slice(0, 100);
            return { principal: "cloudwatch.amazonaws.com", subject, body: forTopic(change, account) };
        }
        default:
            return undefined;
    }
}

/** Hands nothing over where nobody takes what the ARN names. */
export type FindTarget = (arn: string) => MessageTarget | undefined;

function forFunction({ alarm, previous }: { alarm: Alarm; previous: AlarmState }, account: Account): string {
    return JSON.stringify({
        source: "aws.cloudwatch",
        alarmArn: alarm.arn,
        accountId: account.accountId,
        time: formatInstant(alarm.state.since),
        region: account.region,
        alarmData: {
            alarmName: alarm.name,
            state: describeState(alarm.state),
            previousState: describeState(previous),
            configuration: {
                description: alarm.description,
                ...(alarm.type === "MetricAlarm" ? { metrics: [describeMetric(alarm)] } : { alarmRule: alarm.rule }),
            },
        },
    });
}

function describeState({ value, reason, reasonData, since }: AlarmState) {
    return { value, reason, reasonData, timestamp: formatInstant(since) };
}

function describeMetric({ metric, periodSeconds, statistic, unit }: MetricAlarm) {
    const { namespace, metric: name, dimensions } = metric;
    const metricStat = { metric: { namespace, name, dimensions }, period: periodSeconds, stat: statistic, unit };
    return { id: "m1", metricStat, returnData: true };
}

function forTopic({ alarm, previous }: { alarm: Alarm; previous: AlarmState }, account: Account): string {
    return JSON.stringify({
        AlarmName: alarm.name,
        AlarmDescription: alarm.description ?? null,
        AWSAccountId: account.accountId,
        AlarmConfigurationUpdatedTimestamp: formatInstant(alarm.configuredAt),
        NewStateValue: alarm.state.value,
        NewStateReason: alarm.state.reason,
        StateChangeTime: formatInstant(alarm.state.since),
        Region: account.region,
        AlarmArn: alarm.arn,
        OldStateValue: previous.value,
        OKActions: alarm.actions.OK,
        AlarmActions: alarm.actions.ALARM,
        InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
        ...(alarm.type === "MetricAlarm" ? { Trigger: describeTrigger(alarm) } : { AlarmRule: alarm.rule }),
    });
}

function describeTrigger(alarm: MetricAlarm) {
    const { metric, statistic } = alarm;
    return {
        MetricName: metric.metric,
        Namespace: metric.namespace,
        ...(/^p\d/.test(statistic)
            ? { StatisticType: "ExtendedStatistic", ExtendedStatistic: statistic }
            : { StatisticType: "Statistic", Statistic: statistic.toUpperCase() }),
        Unit: alarm.unit ?? null,
        Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
        Period: alarm.periodSeconds,
        EvaluationPeriods: alarm.evaluationPeriods,
        DatapointsToAlarm: alarm.datapointsToAlarm,
        ComparisonOperator: alarm.comparison,
        Threshold: alarm.threshold,
        TreatMissingData: alarm.missingData ?? "",
        EvaluateLowSampleCountPercentile: "",
    };
}

/** `2026-11-27T12:00:00.000+0000`, as CloudWatch writes it. */
export function formatInstant(milliseconds: number): string {
    return new Date(milliseconds).toISOString().replace("Z", "+0000");
}
