import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClosureFunction } from "./function";
import { replayRuleSuffix } from "./selectors/replay-pattern";

/** How long EventBridge and Lambda try, in seconds: EventBridge's own default is a day, Lambda's longest six hours. */
const deliverySeconds = 86_400;
const invocationSeconds = 21_600;
/** How EventBridge tries again: as long as its own default. */
export const deliveryRetries = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: deliverySeconds };
/** The longest that SQS keeps a message. */
const deadLetterSeconds = 1_209_600;
/** The largest that SQS takes, as EventBridge does. The provider's own default is 256 KiB, whatever AWS's is. */
const maxDeadLetterBytes = 1_048_576;

/**
 * The queue for what a function is to be given and cannot handle.
 *
 * @param kmsKeyArn encrypts it, in place of SQS's own key
 */
export function createDeadLetterQueue(
    name: string,
    { kmsKeyArn, parent }: { kmsKeyArn?: string | undefined; parent: pulumi.Resource },
): aws.sqs.Queue {
    return new aws.sqs.Queue(
        `${name}-dead-letters`,
        {
            messageRetentionSeconds: deadLetterSeconds,
            maxMessageSize: maxDeadLetterBytes,
            ...(kmsKeyArn === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: kmsKeyArn }),
        },
        { parent },
    );
}

export interface DeliverArgs {
    /** By their names in the program. */
    rules: Readonly<Record<string, aws.cloudwatch.EventRule>>;
    /** The rules' bus. @default the account's default bus */
    busName?: pulumi.Output<string>;
    /** What the function gets in place of the event, by the rule's name, as JSON. */
    inputs?: Readonly<Record<string, string>>;
    function: ClosureFunction;
    /** Gets what EventBridge cannot hand to Lambda, and what the handler failed three times. */
    queue: aws.sqs.Queue;
    /** Whether a replay may deliver by a temporary rule beside each of `rules`. @default false */
    isReplayed?: boolean;
    parent: pulumi.Resource;
}

/**
 * Hands what `rules` match to a function, with retries, so that nothing is lost either way: what EventBridge cannot deliver
 * and what the function fails end in the queue.
 */
export function deliverToFunction(name: string, args: DeliverArgs): void {
    const { rules, queue, isReplayed = false, parent } = args;
    const sourceArns = Object.values(rules).flatMap(({ arn }) =>
        isReplayed ? [arn, pulumi.interpolate`${arn}${replayRuleSuffix}`] : [arn],
    );
    const queuePolicy = allowDeadLetters(name, { sourceArns, queue, parent });
    Object.keys(args.rules).forEach((ruleName) => createTarget(ruleName, { ...args, queuePolicy }));
    retryThenDeadLetter(name, args);
}

function createTarget(
    ruleName: string,
    {
        rules,
        busName,
        inputs,
        function: target,
        queue,
        queuePolicy,
        isReplayed,
        parent,
    }: DeliverArgs & {
        queuePolicy: aws.sqs.QueuePolicy;
    },
): void {
    const rule = rules[ruleName] as aws.cloudwatch.EventRule;
    const permission = new aws.lambda.Permission(
        ruleName,
        {
            action: "lambda:InvokeFunction",
            function: target.lambda.name,
            principal: "events.amazonaws.com",
            // Lambda takes one ARN, or one pattern. A rule of another subscription has another name before its random end; and one
            // that is made by hand calls nothing until somebody who may also change this rule's target gives it the function.
            sourceArn: isReplayed ? pulumi.interpolate`${rule.arn}*` : rule.arn,
        },
        { parent },
    );
    new aws.cloudwatch.EventTarget(
        ruleName,
        {
            rule: rule.name,
            eventBusName: busName,
            arn: target.arn,
            input: inputs?.[ruleName],
            deadLetterConfig: { arn: queue.arn },
            retryPolicy: deliveryRetries,
        },
        // Before the permission stands, deliveries would go straight to the dead-letter queue; before the queue's
        // policy does, nowhere.
        { parent, dependsOn: [permission, queuePolicy] },
    );
}

/** Lets EventBridge put into the queue what it cannot hand on of `sourceArns`: of rules, or of a bus. */
export function allowDeadLetters(
    name: string,
    {
        sourceArns,
        queue,
        parent,
    }: { sourceArns: pulumi.Output<string>[]; queue: aws.sqs.Queue; parent: pulumi.Resource },
): aws.sqs.QueuePolicy {
    const policy = pulumi.all([queue.arn, pulumi.all(sourceArns)]).apply(([queueArn, arns]) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: queueArn,
                    Condition: { ArnEquals: { "aws:SourceArn": arns } },
                },
            ],
        }),
    );
    return new aws.sqs.QueuePolicy(`${name}-dead-letters`, { queueUrl: queue.url, policy }, { parent });
}

function retryThenDeadLetter(name: string, { function: { lambda, policy }, queue, parent }: DeliverArgs): void {
    new aws.lambda.FunctionEventInvokeConfig(
        name,
        {
            functionName: lambda.name,
            maximumRetryAttempts: 2,
            maximumEventAgeInSeconds: invocationSeconds,
            destinationConfig: { onFailure: { destination: queue.arn } },
        },
        // Lambda takes a destination only once the function's role may send there.
        { parent, dependsOn: [policy] },
    );
}
