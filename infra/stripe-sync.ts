import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type * as functions from "../handlers/functions/scheduled-sync";
import type { SyncRun } from "../handlers/scheduled-sync";
import type { StripeBus } from "./bus";
import { createDeadLetterQueue, deliverToFunction } from "./dead-letter-queue";
import { ClosureFunction } from "./function";
import { exported } from "./function-code";
import type { BillingStore } from "./persistence";

export interface StripeSyncArgs {
    store: BillingStore;
    /** Where missed events go, to every subscription that selects them. */
    bus: StripeBus;
    /** How long it is from one look for missed events to the next, in minutes. */
    recoverEveryMinutes: number;
    /** The hour of the day, in UTC, at which a part of the state is compared with Stripe. */
    reconcileHourUtc: number;
    /** Whether what Stripe has is written where the state differs. */
    reconcileRepairs: boolean;
    /** For how many days CloudWatch keeps log lines. */
    logDays: number;
    /** The ARN of a key of your own, which encrypts its queue and its log, and what it uses. @default AWS's keys */
    kmsKeyArn?: string;
}

/** A run looks back over so many intervals: it makes up for two that failed. */
const recoverIntervals = 3;
/** Nights until each object has been compared. */
const nights = 7;
/** The longest that Lambda gives. */
const timeoutSeconds = 900;

/**
 * The state that is kept in step with Stripe: a `StripeSync`, where the stack has a Stripe API key for it. Otherwise it
 * says so, and gives undefined.
 */
export function stayInStep(name: string, args: StripeSyncArgs): StripeSync | undefined {
    if (args.store.mayAskStripe) {
        return new StripeSync(name, args);
    }
    // Under mocks there is no deployment to tell of.
    if (pulumi.runtime.getEngine() !== undefined) {
        void pulumi.log.info(
            "stripeApiKey is not set, so nothing looks for missed events or compares the state with Stripe: run " +
                '"pulumi config set --secret stripeApiKey" with a restricted key that may read',
        );
    }
    return undefined;
}

/**
 * Keeps the state in step with Stripe whatever was missed: on a schedule, events that never arrived are put on the bus, and
 * each night a part of the objects is compared with Stripe's.
 */
export class StripeSync extends pulumi.ComponentResource {
    readonly function: ClosureFunction;
    readonly deadLetterQueue: aws.sqs.Queue;
    /** By the function's name: the queue of the runs that failed. */
    readonly deadLetterQueueUrls: Readonly<Record<string, pulumi.Output<string>>>;
    /** By their names in the program. */
    readonly rules: Readonly<Record<string, aws.cloudwatch.EventRule>>;
    /** How long it is from one recovery to the next, in minutes. */
    readonly recoverEveryMinutes: number;

    constructor(
        /** The function's name in the program. */
        readonly name: string,
        args: StripeSyncArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("stripe-eventbridge:index:StripeSync", name, {}, opts);
        this.recoverEveryMinutes = args.recoverEveryMinutes;
        this.deadLetterQueue = createDeadLetterQueue(name, { kmsKeyArn: args.kmsKeyArn, parent: this });
        this.deadLetterQueueUrls = { [name]: this.deadLetterQueue.url };
        this.function = this.createFunction(name, args, this.deadLetterQueue);
        const recover = this.createRule(`${name}-recover`, {
            scheduleExpression: `rate(${args.recoverEveryMinutes} minutes)`,
            description: "Looks for events of Stripe's that never arrived",
        });
        const reconcile = this.createRule(`${name}-reconcile`, {
            scheduleExpression: `cron(0 ${args.reconcileHourUtc} * * ? *)`,
            description: "Compares a part of the billing state with Stripe",
        });
        this.rules = { [`${name}-recover`]: recover, [`${name}-reconcile`]: reconcile };
        deliverToFunction(name, {
            rules: this.rules,
            inputs: { [`${name}-recover`]: run("recover"), [`${name}-reconcile`]: run("reconcile") },
            function: this.function,
            queue: this.deadLetterQueue,
            parent: this,
        });
        this.registerOutputs({ functionArn: this.function.arn, deadLetterQueueUrl: this.deadLetterQueue.url });
    }

    private createFunction(name: string, args: StripeSyncArgs, deadLetterQueue: aws.sqs.Queue): ClosureFunction {
        const { environment, grants } = args.store.synchronizer();
        return new ClosureFunction(
            name,
            {
                factory: { create: exported<typeof functions>("scheduled-sync", "createScheduledSyncFunction") },
                description: "Keeps the billing state in step with Stripe",
                environment: {
                    ...environment,
                    BUS_NAME: args.bus.name,
                    RECOVER_SECONDS: String(recoverIntervals * args.recoverEveryMinutes * 60),
                    RECONCILE_SLICES: String(nights),
                    RECONCILE_REPAIRS: String(args.reconcileRepairs),
                },
                grants: [
                    { actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] },
                    args.bus.grantPut(),
                    ...grants,
                ],
                timeoutSeconds,
                memoryMegabytes: 512,
                logDays: args.logDays,
                kmsKeyArn: args.kmsKeyArn,
            },
            { parent: this },
        );
    }

    /** On the default bus, the only one that has scheduled rules. */
    private createRule(
        ruleName: string,
        args: { scheduleExpression: string; description: string },
    ): aws.cloudwatch.EventRule {
        return new aws.cloudwatch.EventRule(ruleName, args, { parent: this });
    }
}

function run(task: SyncRun["task"]): string {
    return JSON.stringify({ task } satisfies SyncRun);
}
