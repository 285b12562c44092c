import * as pulumi from "@pulumi/pulumi";

/** The CloudWatch namespace of what the stack's handlers count: its own, so that two stacks in a region keep apart. */
export function metricNamespace(): string {
    return `StripeEventBridge/${pulumi.getStack()}`;
}
