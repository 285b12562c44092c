import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { partnerSourcePrefix } from "../handlers/bus-entry";
import type { StripeBus } from "./bus";
import { allowDeadLetters, createDeadLetterQueue, deliveryRetries } from "./dead-letter-queue";
import { policyDocument } from "./function";
import { requireEventSource } from "./partner-event-source";

export interface PartnerDoorArgs {
    /** Where events go. */
    bus: StripeBus;
    /**
     * The name of the event source that Stripe made in this account and region.
     *
     * @example "aws.partner/stripe.com/ed_test_61SfXA1DXdUAPLlAB16RqO8xQZ"
     */
    partnerEventSource: string;
    /** Whether it takes events of Stripe's live mode or of its test mode. */
    livemode: boolean;
    /** Whether the bus of the event source refuses to be deleted: without one, AWS deletes the source in time. */
    protect: boolean;
    /** The ARN of a key of your own, which encrypts the event source's bus and the queue. @default AWS's keys */
    kmsKeyArn?: string;
}

/**
 * Stripe's Amazon EventBridge destination as a way in: the bus that its event source must have, a rule that forwards events of
 * the stack's mode to the stack's bus as they are, and a dead-letter queue for what cannot be forwarded.
 */
export class PartnerDoor extends pulumi.ComponentResource {
    /** By the door's name. */
    readonly deadLetterQueueUrls: Record<string, pulumi.Output<string>>;
    readonly name: string;
    readonly rule: aws.cloudwatch.EventRule;
    readonly deadLetterQueue: aws.sqs.Queue;
    /** Where EventBridge puts what it cannot encrypt or decrypt; only with a key of your own. */
    readonly busDeadLetterQueue: aws.sqs.Queue | undefined;

    constructor(name: string, args: PartnerDoorArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:PartnerDoor", name, {}, opts);
        this.name = name;
        this.busDeadLetterQueue =
            args.kmsKeyArn === undefined ? undefined : createDeadLetterQueue(`${name}-bus`, { parent: this });
        const source = this.createBus(name, args);
        this.rule = this.createRule(name, args, source);
        this.deadLetterQueue = createDeadLetterQueue(name, { kmsKeyArn: args.kmsKeyArn, parent: this });
        this.deadLetterQueueUrls = { [name]: this.deadLetterQueue.url };
        this.forward(name, args, source);
        this.registerOutputs({ deadLetterQueueUrl: this.deadLetterQueue.url });
    }

    private createBus(name: string, args: PartnerDoorArgs): aws.cloudwatch.EventBus {
        const { busDeadLetterQueue } = this;
        const eventSource = requireEventSource(args.partnerEventSource, this);
        const bus = new aws.cloudwatch.EventBus(
            name,
            {
                // AWS wants the bus to have its source's name.
                name: eventSource,
                eventSourceName: eventSource,
                description: "Stripe's events, as its EventBridge destination brings them",
                kmsKeyIdentifier: args.kmsKeyArn,
                deadLetterConfig: busDeadLetterQueue && { arn: busDeadLetterQueue.arn },
            },
            { parent: this, protect: args.protect },
        );
        if (busDeadLetterQueue !== undefined) {
            allowDeadLetters(`${name}-bus`, { sourceArns: [bus.arn], queue: busDeadLetterQueue, parent: this });
        }
        return bus;
    }

    /** Takes what the webhook takes: an event that does not tell its mode, too. */
    private createRule(
        name: string,
        { livemode }: PartnerDoorArgs,
        source: aws.cloudwatch.EventBus,
    ): aws.cloudwatch.EventRule {
        return new aws.cloudwatch.EventRule(
            name,
            {
                eventBusName: source.name,
                eventPattern: JSON.stringify({
                    source: [{ prefix: partnerSourcePrefix }],
                    detail: { livemode: [livemode, { exists: false }] },
                }),
                description: "Forwards Stripe's events to the stack's bus",
            },
            { parent: this },
        );
    }

    private forward(name: string, { bus }: PartnerDoorArgs, source: aws.cloudwatch.EventBus): void {
        const { rule, deadLetterQueue: queue } = this;
        const role = new aws.iam.Role(
            name,
            {
                description: "Puts Stripe's events on the stack's bus",
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "events.amazonaws.com" } },
                    ],
                }),
            },
            { parent: this },
        );
        const policy = new aws.iam.RolePolicy(
            name,
            { role: role.name, policy: policyDocument([bus.grantPut()]) },
            { parent: this },
        );
        const queuePolicy = allowDeadLetters(name, { sourceArns: [rule.arn], queue, parent: this });
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: rule.name,
                eventBusName: source.name,
                arn: bus.arn,
                roleArn: role.arn,
                deadLetterConfig: { arn: queue.arn },
                retryPolicy: deliveryRetries,
            },
            // Before these stand, events would go to the dead-letter queue, or nowhere.
            { parent: this, dependsOn: [policy, queuePolicy] },
        );
    }
}
