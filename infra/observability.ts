import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Alerts, type AlertSettings, causeAlarmName } from "./alerts";
import type { ClosureFunction } from "./function";
import { type Alarm, describeAlarm } from "./observability/alarm";
import { alertsAlarm } from "./observability/alerts-alarm";
import { listAlarms } from "./observability/alarms";
import { dashboardBody } from "./observability/dashboard";
import type { Watched } from "./observability/watched";
import { stackName } from "./stack-name";

export interface ObservabilityArgs extends Watched, AlertSettings {
    /** The SNS topic that is told of each alarm; without it, alarms show in CloudWatch alone. */
    alarmTopicArn?: string;
}

/** So many alarms a rule may name (PutCompositeAlarm, Amazon CloudWatch API reference). */
const maxChildren = 100;

/**
 * A CloudWatch dashboard that follows the way of an event, an alarm for each thing that asks for a person, and, where the
 * stack has them, the ways by which alarms reach people: docs/decisions/0014-one-message-for-one-cause.md.
 */
export class Observability extends pulumi.ComponentResource {
    readonly dashboardName: pulumi.Output<string>;
    /** Of the alarm that is in ALARM while any other is. */
    readonly alarmName: pulumi.Output<string>;
    /** The functions that tell people of alarms, by their names in the program. */
    readonly alertFunctions: Readonly<Record<string, ClosureFunction>>;
    /** The URL of the queue of what nobody could be told of, by the cause that its alarm has. */
    readonly deadLetterQueueUrls: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:Observability", name, {}, opts);
        args.bus.close("new Observability");
        args.store.close("new Observability");
        const alerts = this.createAlerts(name, args);
        this.alertFunctions = alerts?.functions ?? {};
        this.deadLetterQueueUrls = alerts ? { [alertsAlarm.cause]: alerts.deadLetterQueue.url } : {};
        const listed = [...listAlarms(args), ...(alerts ? [alertsAlarm(alerts.deadLetterQueue)] : [])];
        const causes = groupByCause(listed);
        const byCause = alerts !== undefined || listed.length > maxChildren;
        const tells = (alarm: Alarm) => causes.get(alarm.cause)?.length === 1 && alarm.cause !== alertsAlarm.cause;
        const alarms = new Map(
            listed.map((alarm) => [
                alarm,
                this.createAlarm(name, alarm, args.alarmTopicArn, tells(alarm) ? alerts : undefined),
            ]),
        );
        const names = [...causes].flatMap(([cause, its]) => {
            const own = its.map((alarm) => (alarms.get(alarm) as aws.cloudwatch.MetricAlarm).name);
            return byCause && own.length > 1 ? [this.createCauseAlarm(name, cause, own, alerts).alarmName] : own;
        });
        this.alarmName = this.createStackAlarm(name, names).alarmName;
        this.dashboardName = this.createDashboard(name, args, [...alarms.values()], alerts).dashboardName;
        this.registerOutputs({ dashboardName: this.dashboardName, alarmName: this.alarmName });
    }

    private createAlerts(name: string, args: ObservabilityArgs): Alerts | undefined {
        return args.alertEmail === undefined && args.alertUrl === undefined
            ? undefined
            : new Alerts("alert", { ...args, alarmPrefixes: [name, stackName()] }, { parent: this });
    }

    private createAlarm(
        name: string,
        alarm: Alarm,
        topicArn: string | undefined,
        alerts: Alerts | undefined,
    ): aws.cloudwatch.MetricAlarm {
        const { bad, of } = alarm.periods ?? { bad: 1, of: 1 };
        const { name: metricName, namespace, dimensions, statistic } = alarm.metric;
        return new aws.cloudwatch.MetricAlarm(
            `${name}-${alarm.name}`,
            {
                metricName,
                namespace,
                dimensions,
                statistic,
                period: alarm.periodSeconds ?? 300,
                alarmDescription: describeAlarm(alarm),
                comparisonOperator: alarm.tooFew ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
                threshold: alarm.threshold ?? 1,
                evaluationPeriods: of,
                datapointsToAlarm: bad,
                // Counts are only there when there was something to count.
                treatMissingData: alarm.treatMissingData ?? "notBreaching",
                actionsEnabled: true,
                alarmActions: [...(topicArn === undefined ? [] : [topicArn]), ...(alerts?.actions ?? [])],
                okActions: alerts?.actions ?? [],
            },
            { parent: this, dependsOn: alerts?.permissions ?? [] },
        );
    }

    /** One for what has one cause, so that people are told once. */
    private createCauseAlarm(
        name: string,
        cause: string,
        names: pulumi.Output<string>[],
        alerts: Alerts | undefined,
    ): aws.cloudwatch.CompositeAlarm {
        const alarmName = causeAlarmName(cause);
        return new aws.cloudwatch.CompositeAlarm(
            `${name}-${cause.replace(/[^\w-]+/g, "-")}`,
            {
                alarmName,
                alarmDescription: `Something is wrong with ${cause}: see the alarms in its rule.`,
                alarmRule: anyAlarm(names),
                alarmActions: alerts?.actions ?? [],
                okActions: alerts?.actions ?? [],
            },
            { parent: this, dependsOn: alerts?.permissions ?? [] },
        );
    }

    /** Tells nobody: it is there to be looked at, in place of each alarm. */
    private createStackAlarm(name: string, names: pulumi.Output<string>[]): aws.cloudwatch.CompositeAlarm {
        return new aws.cloudwatch.CompositeAlarm(
            name,
            {
                alarmName: stackName(),
                alarmDescription: "At least one alarm of the stack is in ALARM.",
                alarmRule: anyAlarm(names),
            },
            { parent: this },
        );
    }

    private createDashboard(
        name: string,
        args: ObservabilityArgs,
        alarms: readonly aws.cloudwatch.MetricAlarm[],
        alerts: Alerts | undefined,
    ): aws.cloudwatch.Dashboard {
        return new aws.cloudwatch.Dashboard(
            name,
            {
                // Dashboards have one namespace for the whole account, all regions.
                dashboardName: stackName(),
                dashboardBody: dashboardBody(args, alarms, alerts?.deadLetterQueue),
            },
            { parent: this },
        );
    }
}

function groupByCause(alarms: readonly Alarm[]): Map<string, Alarm[]> {
    const causes = new Map<string, Alarm[]>();
    for (const alarm of alarms) {
        causes.set(alarm.cause, [...(causes.get(alarm.cause) ?? []), alarm]);
    }
    return causes;
}

/** The rule that holds while any of these alarms is in ALARM. */
function anyAlarm(names: pulumi.Output<string>[]): pulumi.Output<string> {
    return pulumi.all(names).apply((all) => all.map((one) => `ALARM("${one}")`).join(" OR "));
}
