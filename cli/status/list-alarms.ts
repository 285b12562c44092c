import { type CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";

import type { StackOutputs } from "../deployment";
import type { AlarmStatus, AlarmsStatus } from "./status";

/** The alarms that the stack's one composite alarm is made of. */
export async function listAlarms(
    cloudWatch: Pick<CloudWatchClient, "send">,
    { alarmName }: Pick<Partial<StackOutputs>, "alarmName">,
): Promise<AlarmsStatus> {
    if (alarmName === undefined) {
        return { unknown: "the stack was deployed before it had the output alarmName" };
    }
    const list: AlarmStatus[] = [];
    let NextToken: string | undefined;
    do {
        const page = await cloudWatch.send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: alarmName, NextToken }));
        // A composite alarm's children may be of both types.
        for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
            list.push({
                name: alarm.AlarmName ?? "",
                state: alarm.StateValue ?? "INSUFFICIENT_DATA",
                since: alarm.StateTransitionedTimestamp?.toISOString(),
                description: alarm.AlarmDescription ?? "",
            });
        }
        NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return { list };
}
