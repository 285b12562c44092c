import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";

import type { AwsClients } from "../../../provider/aws-clients";

/** The alarm of this name, whatever its kind. */
export async function lookForAlarm(cloudwatch: AwsClients["cloudwatch"], name: string) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    return [...MetricAlarms, ...CompositeAlarms][0];
}
