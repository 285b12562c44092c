import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Errors alone, and ids alone: what an event holds is not for the log. */
export const busLogConfig = { includeDetail: "NONE", level: "ERROR" };

export interface BusLogArgs {
    bus: aws.cloudwatch.EventBus;
    /** For how many days CloudWatch keeps its lines. */
    logDays: number;
    /** A key of the stack's own for it. */
    kmsKeyArn?: string | undefined;
    parent: pulumi.Resource;
}

/**
 * Makes the log of what the bus cannot do. `busLogConfig` alone writes nothing: CloudWatch delivers the lines, from a source to
 * a destination (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-logs.html).
 */
export function createBusLog(name: string, { bus, logDays, kmsKeyArn, parent }: BusLogArgs): aws.cloudwatch.LogGroup {
    const opts = { parent };
    const group = new aws.cloudwatch.LogGroup(
        `${name}-bus`,
        {
            // The prefix that CloudWatch has for delivered logs.
            name: pulumi.interpolate`/aws/vendedlogs/events/event-bus/${bus.name}`,
            retentionInDays: logDays,
            kmsKeyId: kmsKeyArn,
        },
        opts,
    );
    const source = new aws.cloudwatch.LogDeliverySource(
        `${name}-bus-errors`,
        { logType: "ERROR_LOGS", resourceArn: bus.arn },
        opts,
    );
    const policy = new aws.cloudwatch.LogResourcePolicy(
        `${name}-bus`,
        // On the group: of policies for a whole account, a region has ten.
        { resourceArn: group.arn, policyDocument: allowDelivery(group, source) },
        opts,
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
        `${name}-bus`,
        { deliveryDestinationConfiguration: { destinationResourceArn: group.arn } },
        opts,
    );
    new aws.cloudwatch.LogDelivery(
        `${name}-bus-errors`,
        { deliverySourceName: source.name, deliveryDestinationArn: destination.arn },
        // Without the policy in place, CloudWatch would make one for the account, and leave it there.
        { parent, dependsOn: [policy] },
    );
    return group;
}

function allowDelivery(
    group: aws.cloudwatch.LogGroup,
    source: aws.cloudwatch.LogDeliverySource,
): pulumi.Output<string> {
    return pulumi.all([group.arn, source.arn]).apply(([groupArn, sourceArn]) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "delivery.logs.amazonaws.com" },
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: `${groupArn}:log-stream:*`,
                    Condition: {
                        StringEquals: { "aws:SourceAccount": groupArn.split(":")[4] },
                        ArnEquals: { "aws:SourceArn": sourceArn },
                    },
                },
            ],
        }),
    );
}
