import type { MetricName } from "../series";
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

interface AlarmBase {
    name: string;
    arn: string;
    description?: string;
    actionsEnabled: boolean;
    /** ARNs of what is told when it comes into a state. */
    actions: Readonly<Record<StateValue, readonly string[]>>;
    /** When it was put, in milliseconds since the epoch. */
    configuredAt: number;
    state: AlarmState;
}

export interface MetricAlarm extends AlarmBase {
    type: "MetricAlarm";
    metric: MetricName;
    unit?: string;
    /** `Sum`, `p99`, … */
    statistic: string;
    periodSeconds: number;
    /** N of M out of N. */
    evaluationPeriods: number;
    /** M of M out of N, where it was given; otherwise it is N. */
    datapointsToAlarm?: number;
    threshold: number;
    comparison: Comparison;
    /** Where it was given; otherwise it is `missing`. */
    missingData?: MissingData;
}

export interface CompositeAlarm extends AlarmBase {
    type: "CompositeAlarm";
    /** An expression over other alarms' states. */
    rule: string;
}

export type Alarm = MetricAlarm | CompositeAlarm;
