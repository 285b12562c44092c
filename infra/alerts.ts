import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type * as functions from "../handlers/functions/alert";
import { createDeadLetterQueue } from "./dead-letter-queue";
import { ClosureFunction, type Grant } from "./function";
import { exported, type Exported } from "./function-code";
import { createSecret, setSecretValue } from "./secret";
import { stackName } from "./stack-name";

export interface AlertSettings {
    /** An address that messages about alarms are mailed to. */
    alertEmail?: string;
    /** A Slack-compatible incoming webhook that they are posted to; secret. */
    alertUrl?: pulumi.Output<string>;
    /** For how many days CloudWatch keeps log lines. */
    logDays: number;
    /** Whether the secret with `alertUrl` refuses to be deleted. */
    protect: boolean;
    /** A key of your own for the secret, the log and the queue. */
    kmsKeyArn?: string;
}

export interface AlertsArgs extends AlertSettings {
    /** What the names of alarms begin with. */
    alarmPrefixes: readonly string[];
}

/** Longer than reading two of AWS's APIs and a slow webhook take. */
const timeoutSeconds = 30;

/**
 * Brings alarms to people. Each way has a function of its own, which the alarms invoke: that one does not work keeps none of
 * the others, and makes none repeat what it has told.
 */
export class Alerts extends pulumi.ComponentResource {
    /** What an alarm invokes, in ALARM and in OK. */
    readonly actions: pulumi.Output<string>[];
    /** Without these, an alarm may not invoke it. */
    readonly permissions: aws.lambda.Permission[];
    /** One for each way to people, by their names in the program. */
    readonly functions: Readonly<Record<string, ClosureFunction>>;
    /** Has what nobody could be told of. */
    readonly deadLetterQueue: aws.sqs.Queue;

    constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:Alerts", name, {}, opts);
        this.deadLetterQueue = createDeadLetterQueue(name, { kmsKeyArn: args.kmsKeyArn, parent: this });
        const [url, email] = [`${name}-url`, `${name}-email`];
        this.functions = {
            ...(args.alertUrl !== undefined && { [url]: this.createPoster(url, args, args.alertUrl) }),
            ...(args.alertEmail !== undefined && { [email]: this.createMailer(email, args, args.alertEmail) }),
        };
        const functions = Object.values(this.functions);
        this.actions = functions.map((one) => one.arn);
        this.permissions = functions.flatMap((one, index) =>
            args.alarmPrefixes.map((prefix) => this.allowAlarms(`${name}-${index}-${prefix}`, one, prefix)),
        );
        this.registerOutputs({});
    }

    private createPoster(name: string, args: AlertsArgs, url: pulumi.Output<string>): ClosureFunction {
        const description = "The webhook that alerts are posted to";
        const secret = createSecret(name, {
            description,
            protect: args.protect,
            kmsKeyArn: args.kmsKeyArn,
            parent: this,
        });
        setSecretValue(name, { secret, value: url, parent: this });
        return this.createFunction(name, args, {
            create: exported<typeof functions>("alert", "createPostAlertFunction"),
            environment: { ALERT_URL_SECRET_ARN: secret.arn },
            grant: { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
        });
    }

    private createMailer(name: string, args: AlertsArgs, address: string): ClosureFunction {
        const topic = new aws.sns.Topic(name, { displayName: "Alarms" }, { parent: this });
        new aws.sns.TopicSubscription(
            name,
            { topic: topic.arn, protocol: "email", endpoint: address },
            { parent: this },
        );
        return this.createFunction(name, args, {
            create: exported<typeof functions>("alert", "createMailAlertFunction"),
            environment: { ALERT_TOPIC_ARN: topic.arn },
            grant: { actions: ["sns:Publish"], resources: [topic.arn] },
        });
    }

    private createFunction(
        name: string,
        { logDays, kmsKeyArn, alarmPrefixes }: AlertsArgs,
        way: {
            create: Exported;
            environment: Record<string, pulumi.Input<string>>;
            grant: Grant;
        },
    ): ClosureFunction {
        const alert = new ClosureFunction(
            name,
            {
                factory: { create: way.create },
                description: "Tells people of alarms",
                environment: { STACK: pulumi.getStack(), ...way.environment },
                grants: [
                    {
                        actions: ["cloudwatch:DescribeAlarms"],
                        resources: alarmPrefixes.map((prefix) => this.alarmsNamed(prefix)),
                    },
                    way.grant,
                    { actions: ["sqs:SendMessage"], resources: [this.deadLetterQueue.arn] },
                ],
                timeoutSeconds,
                logDays,
                kmsKeyArn,
            },
            { parent: this },
        );
        new aws.lambda.FunctionEventInvokeConfig(
            name,
            {
                functionName: alert.lambda.name,
                maximumRetryAttempts: 2,
                destinationConfig: { onFailure: { destination: this.deadLetterQueue.arn } },
            },
            // Lambda takes a destination only once the function's role may send there.
            { parent: this, dependsOn: [alert.policy] },
        );
        return alert;
    }

    private allowAlarms(name: string, { lambda }: ClosureFunction, prefix: string): aws.lambda.Permission {
        return new aws.lambda.Permission(
            name,
            {
                action: "lambda:InvokeFunction",
                function: lambda.name,
                principal: "lambda.alarms.cloudwatch.amazonaws.com",
                sourceArn: this.alarmsNamed(prefix),
            },
            { parent: this },
        );
    }

    /** The ARNs of alarms by the start of their names. The alarms themselves come after the function that they invoke. */
    private alarmsNamed(prefix: string): pulumi.Output<string> {
        return this.deadLetterQueue.arn.apply((arn) => {
            const [, , , region, account] = arn.split(":");
            return `arn:aws:cloudwatch:${region}:${account}:alarm:${prefix}-*`;
        });
    }
}

/** What the names of alarms on causes begin with. */
export function causeAlarmName(cause: string): string {
    return `${stackName()}-${cause.replace(/[^\w-]+/g, "-")}`;
}
