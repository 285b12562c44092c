import * as pulumi from "@pulumi/pulumi";

/**
 * `PROJECT__STACK`, for names that Pulumi does not end in random characters: two stacks of an account never share it.
 * Only letters, digits, hyphens and underscores, which CloudWatch's dashboards take: other characters, and underscores,
 * as which the separator could be read, are spelt as `_` and their code.
 */
export function stackName(): string {
    return [pulumi.getProject(), pulumi.getStack()].map(spelt).join("__");
}

/** The CloudWatch namespace of what the stack's handlers count: its own, so that stacks in a region keep apart. */
export function metricNamespace(): string {
    return `StripeEventBridge/${stackName()}`;
}

function spelt(name: string): string {
    return name.replace(/[^A-Za-z0-9-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`);
}
