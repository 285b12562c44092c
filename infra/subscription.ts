import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type * as functions from "../handlers/functions/subscriber";
import type { StripeHandler } from "../handlers/subscriber";
import type { Telemetry } from "../handlers/telemetry";
import { createDeadLetterQueue, deliverToFunction } from "./dead-letter-queue";
import { ClosureFunction, type Grant } from "./function";
import { exported, type Exported } from "./function-code";
import type { OnceTable } from "./once-table";
import { eventPatterns } from "./selectors/event-patterns";

/** A handler that needs more than a closure can carry: clients made once, settings, permissions. */
export interface Subscriber<Event> {
    /**
     * Makes the handler, once for each execution environment.
     *
     * @param telemetry counts and logs for the subscription; it is flushed after each call
     */
    factory: ((telemetry: Telemetry) => StripeHandler<Event>) | Exported;
    /** The name that its telemetry is made with. @default the subscription's */
    service?: string;
    /** Whether the handler itself writes a log line for each event that it handles. @default false */
    tellsItself?: boolean;
    /** Environment variables for it. */
    environment?: Record<string, pulumi.Input<string>>;
    /** What it may do. */
    grants?: Grant[];
}

export interface SubscriptionOptions {
    /** After how long Lambda ends a call, in seconds. @default 30 */
    timeoutSeconds?: number;
    /** @default 256 */
    memoryMegabytes?: number;
    /** How many calls may run at once; unlimited (the account's limit) when not given. */
    concurrency?: number;
    /**
     * Whether the handler runs once for an event, however often the event is delivered: for side effects that must not
     * repeat. See `createOnce` for what no one can promise. @default false
     */
    once?: boolean;
    /** Environment variables for the handler, besides those of a `Subscriber`. */
    environment?: Record<string, pulumi.Input<string>>;
    /** What the handler may do, besides what a `Subscriber` brings. */
    grants?: Grant[];
}

export interface SubscriptionArgs<Event> {
    bus: aws.cloudwatch.EventBus;
    types: readonly string[];
    handler: StripeHandler<Event> | Subscriber<Event>;
    options: SubscriptionOptions;
    logDays: number;
    /** Encrypts its queue and its log, and what it uses. */
    kmsKeyArn?: string | undefined;
    /** Remembers what was done once; asked for only when `options.once` is set. */
    onceTable: () => OnceTable;
}

/**
 * One handler's events: rules with a target each, the function, and one dead-letter queue for both ways in which an
 * event can fail. EventBridge puts there what it cannot hand to Lambda; Lambda, what the handler failed three times.
 */
export class Subscription<Event> extends pulumi.ComponentResource {
    readonly function: ClosureFunction;
    readonly deadLetterQueue: aws.sqs.Queue;
    /** By their names in the program. Usually one; more when the list of types is too long for one pattern. */
    readonly rules: Readonly<Record<string, aws.cloudwatch.EventRule>>;
    /** The name that its telemetry is made with. */
    readonly service: string;
    /** Whether it skips what it has done. */
    readonly once: boolean;

    constructor(name: string, args: SubscriptionArgs<Event>, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:Subscription", name, {}, opts);
        this.service = ("service" in args.handler ? args.handler.service : undefined) ?? name;
        this.once = args.options.once === true;
        this.deadLetterQueue = createDeadLetterQueue(name, { kmsKeyArn: args.kmsKeyArn, parent: this });
        this.function = this.createFunction(name, args, this.deadLetterQueue);
        this.rules = this.createRules(name, args);
        deliverToFunction(name, {
            rules: this.rules,
            busName: args.bus.name,
            function: this.function,
            queue: this.deadLetterQueue,
            isReplayed: true,
            parent: this,
        });
        this.registerOutputs({ functionArn: this.function.arn, deadLetterQueueUrl: this.deadLetterQueue.url });
    }

    private createFunction(
        name: string,
        args: SubscriptionArgs<Event>,
        deadLetterQueue: aws.sqs.Queue,
    ): ClosureFunction {
        const { handler, options, types, logDays, kmsKeyArn } = args;
        const subscriber: Subscriber<Event> = typeof handler === "function" ? { factory: () => handler } : handler;
        const { service } = this;
        const onceTable = options.once ? args.onceTable() : undefined;
        return new ClosureFunction(
            name,
            {
                factory: {
                    create: exported<typeof functions>(
                        "subscriber",
                        onceTable ? "createOnceSubscriber" : "createPlainSubscriber",
                    ),
                    settings: {
                        name,
                        service,
                        tellsItself: subscriber.tellsItself,
                        ...(onceTable && { days: onceTable.days }),
                    },
                    part: subscriber.factory,
                },
                description: `Handles ${types.join(", ")}`.slice(0, 256),
                environment: {
                    ...(onceTable && { ONCE_TABLE: onceTable.table.name }),
                    ...subscriber.environment,
                    ...options.environment,
                },
                grants: [
                    { actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] },
                    ...(onceTable ? [onceTable.grant] : []),
                    ...(subscriber.grants ?? []),
                    ...(options.grants ?? []),
                ],
                timeoutSeconds: options.timeoutSeconds ?? 30,
                memoryMegabytes: options.memoryMegabytes,
                concurrency: options.concurrency,
                logDays,
                kmsKeyArn,
            },
            { parent: this },
        );
    }

    private createRules(name: string, { bus, types }: SubscriptionArgs<Event>): typeof this.rules {
        const rules = eventPatterns(types).map((eventPattern, index): [string, aws.cloudwatch.EventRule] => {
            const ruleName = index === 0 ? name : `${name}-${index + 1}`;
            const rule = new aws.cloudwatch.EventRule(
                ruleName,
                { eventBusName: bus.name, eventPattern, description: `Stripe events for ${name}` },
                { parent: this },
            );
            return [ruleName, rule];
        });
        return Object.fromEntries(rules);
    }
}
