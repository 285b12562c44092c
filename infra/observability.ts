import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import { type Alarm, listAlarms } from "./observability/alarms";
import { dashboardRows } from "./observability/dashboard";
import type { Watched } from "./observability/watched";
import { stackName } from "./stack-name";

export interface ObservabilityArgs extends Watched {
    /** The SNS topic that is told of each alarm; without it, alarms show in CloudWatch alone. */
    alarmTopicArn?: string;
}

/** A CloudWatch dashboard that follows the way of an event, and an alarm for each thing that asks for a person. */
export class Observability extends pulumi.ComponentResource {
    readonly dashboardName: pulumi.Output<string>;
    /** Of the alarm that is in ALARM while any other is. */
    readonly alarmName: pulumi.Output<string>;

    constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:Observability", name, {}, opts);
        args.bus.close("new Observability");
        args.store.close("new Observability");
        const alarms = listAlarms(args).map((alarm) => this.createAlarm(name, alarm, args.alarmTopicArn));
        this.dashboardName = this.createDashboard(name, args, alarms).dashboardName;
        this.alarmName = this.createStackAlarm(name, alarms).alarmName;
        this.registerOutputs({ dashboardName: this.dashboardName, alarmName: this.alarmName });
    }

    private createAlarm(name: string, alarm: Alarm, topicArn: string | undefined): aws.cloudwatch.MetricAlarm {
        const { bad, of } = alarm.periods ?? { bad: 1, of: 1 };
        return alarm.metric.withPeriod(alarm.periodSeconds ?? 300).createAlarm(
            `${name}-${alarm.name}`,
            {
                alarmDescription: alarm.description,
                comparisonOperator: alarm.tooFew ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
                threshold: alarm.threshold ?? 1,
                evaluationPeriods: of,
                datapointsToAlarm: bad,
                // Counts are only there when there was something to count.
                treatMissingData: alarm.treatMissingData ?? "notBreaching",
                alarmActions: topicArn === undefined ? [] : [topicArn],
            },
            { parent: this },
        );
    }

    /** Tells nobody: it is there to be looked at, in place of each alarm. */
    private createStackAlarm(
        name: string,
        alarms: readonly aws.cloudwatch.MetricAlarm[],
    ): aws.cloudwatch.CompositeAlarm {
        return new aws.cloudwatch.CompositeAlarm(
            name,
            {
                alarmName: stackName(),
                alarmDescription: "At least one alarm of the stack is in ALARM.",
                alarmRule: anyAlarm(alarms.map((one) => one.name)),
            },
            { parent: this },
        );
    }

    private createDashboard(
        name: string,
        args: ObservabilityArgs,
        alarms: readonly aws.cloudwatch.MetricAlarm[],
    ): aws.cloudwatch.Dashboard {
        return new awsx.classic.cloudwatch.Dashboard(
            name,
            // Dashboards have one namespace for the whole account, all regions.
            { name: stackName(), widgets: dashboardRows(args, alarms) },
            { parent: this },
        );
    }
}

/** The rule that holds while any of these alarms is in ALARM. */
function anyAlarm(names: pulumi.Output<string>[]): pulumi.Output<string> {
    return pulumi.all(names).apply((all) => all.map((one) => `ALARM("${one}")`).join(" OR "));
}
