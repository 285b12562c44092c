import type { PutCompositeAlarmInput, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";

import type { Comparison, MissingData } from "./evaluate";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmState {
    value: StateValue;
    /** For people. */
    reason: string;
    /** JSON text: what led to it. */
    reasonData?: string;
    /** When it came to be, in milliseconds since the epoch. */
    since: number;
}

type Given<Input, Names extends keyof Input> = Input & { [Name in Names]-?: NonNullable<Input[Name]> };

/** What PutMetricAlarm takes, checked. */
export type MetricAlarmInput = Given<
    PutMetricAlarmInput,
    "AlarmName" | "Namespace" | "MetricName" | "Period" | "EvaluationPeriods" | "Threshold"
> & { ComparisonOperator: Comparison; TreatMissingData?: MissingData };

/** What PutCompositeAlarm takes, checked. */
export type CompositeAlarmInput = Given<PutCompositeAlarmInput, "AlarmName" | "AlarmRule">;

/** An alarm as it is to be. */
export type AlarmDefinition =
    | { type: "MetricAlarm"; input: MetricAlarmInput }
    | { type: "CompositeAlarm"; input: CompositeAlarmInput };

export type Alarm = AlarmDefinition & {
    arn: string;
    /** When it was put, in milliseconds since the epoch. */
    configuredAt: number;
    state: AlarmState;
};

/** `Sum`, `p99`, … */
export function readStatistic({ Statistic, ExtendedStatistic = "" }: MetricAlarmInput): string {
    return Statistic ?? ExtendedStatistic;
}
