import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";

/** What an alert says of one alarm. */
export interface AlarmFacts {
    name: string;
    /** What is wrong, whether anything is lost, and what mends it: a line each. */
    description: string;
    isBad: boolean;
    /** How many, in words; undefined where that says nothing. */
    count: string | undefined;
}

/** Reads alarms by name, in the order of their names; at most 100. */
export type AlarmReader = (names: readonly string[]) => Promise<AlarmFacts[]>;

export function createAlarmReader(client: Pick<CloudWatchClient, "send">): AlarmReader {
    return async (names) => {
        const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
        return MetricAlarms.map(readFacts).sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    };
}

function readFacts(alarm: MetricAlarm): AlarmFacts {
    return {
        name: alarm.AlarmName ?? "",
        description: alarm.AlarmDescription ?? alarm.AlarmName ?? "",
        isBad: alarm.StateValue === "ALARM",
        count: countOf(alarm),
    };
}

/** By the values with which it came into its state. */
function countOf(alarm: MetricAlarm): string | undefined {
    const { recentDatapoints: values = [] } = JSON.parse(alarm.StateReasonData ?? "{}") as {
        recentDatapoints?: number[];
    };
    if (values.length === 0 || alarm.ComparisonOperator?.startsWith("LessThan")) {
        return undefined;
    }
    if (alarm.Statistic === "Sum") {
        const minutes = ((alarm.Period ?? 60) * values.length) / 60;
        return `${values.reduce((sum, value) => sum + value, 0)} in ${minutes} minutes`;
    }
    const most = Math.max(...values);
    return alarm.MetricName === "IteratorAge" ? `${Math.round(most / 60_000)} minutes` : String(most);
}
