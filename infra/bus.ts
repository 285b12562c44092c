import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { SelectedEvent, Selector } from "../handlers/events";
import type { StripeHandler } from "../handlers/subscriber";
import { busLogConfig, createBusLog } from "./bus-log";
import { allowDeadLetters, createDeadLetterQueue } from "./dead-letter-queue";
import type { Grant } from "./function";
import { checkSelectors } from "./check-selectors";
import { OnceTable } from "./once-table";
import { type Subscriber, Subscription, type SubscriptionOptions } from "./subscription";

export interface StripeBusArgs {
    /** How long the archive keeps every event, in days. */
    archiveDays: number;
    /** For how many days CloudWatch keeps the log lines of the subscriptions' functions. */
    logDays: number;
    /** How long subscriptions with `once` remember an event, in days. */
    ledgerDays: number;
    /** Whether the archive, and what `once` remembers, refuse to be deleted. */
    protect: boolean;
    /** The ARN of a key of your own, which encrypts the bus and its archive, and the subscriptions' queues and logs. @default AWS's keys */
    kmsKeyArn?: string;
}

/** The event bus that Stripe's events arrive on, its archive, and its subscriptions. */
export class StripeBus extends pulumi.ComponentResource {
    /** For `PutEvents`. */
    readonly name: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    readonly archiveName: pulumi.Output<string>;
    /** By the subscription's name: the queue of the events that it could not handle. */
    readonly deadLetterQueueUrls: Record<string, pulumi.Output<string>> = {};
    /** By name. */
    readonly subscriptions: Record<string, Subscription<never>> = {};

    /** What the subscriptions select. */
    readonly selectors: string[] = [];

    /** What subscriptions with `once` remember; undefined while there is none. */
    onceTable: OnceTable | undefined;

    /** Where EventBridge puts what it cannot encrypt or decrypt; only with a key of your own. */
    readonly deadLetterQueue: aws.sqs.Queue | undefined;

    private readonly bus: aws.cloudwatch.EventBus;
    private closedBy: string | undefined;

    constructor(
        private readonly busName: string,
        private readonly args: StripeBusArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("stripe-eventbridge:index:StripeBus", busName, {}, opts);
        this.deadLetterQueue = args.kmsKeyArn === undefined ? undefined : this.createDeadLetterQueue(busName);
        this.bus = this.createBus(busName, args);
        createBusLog(busName, { bus: this.bus, ...args, parent: this });
        this.name = this.bus.name;
        this.arn = this.bus.arn;
        this.archiveName = this.createArchive(busName, args).name;
        this.registerOutputs({ name: this.name, archiveName: this.archiveName });
    }

    /**
     * Runs `handler` for each event of `types`, in a Lambda function of its own.
     *
     * An event is delivered at least once, in no order. What the handler fails three times, and what could not be
     * delivered, waits in the subscription's dead-letter queue.
     *
     * @param name names the function, the rule and the queue; unique on this bus
     * @param types an event type, a group such as `customer.*`, a list of these, or `*` for every event. Those of thin events
     *     begin with `v1.` or `v2.`
     * @param handler an inline closure, or a `Subscriber` that also says what it needs
     *
     * @example
     * bus.on("welcome", "customer.subscription.created", async (event) => {
     *     await greet(event.data.object.customer); // event.data.object is a Stripe.Subscription
     * });
     * @example
     * bus.on("receipts", "invoice.paid", sendReceipt, { once: true });
     */
    on<const S extends Selector>(
        name: string,
        types: S | readonly S[],
        handler: StripeHandler<SelectedEvent<S>> | Subscriber<SelectedEvent<S>>,
        options: SubscriptionOptions = {},
    ): Subscription<SelectedEvent<S>> {
        const { bus } = this;
        const { logDays, kmsKeyArn } = this.args;
        const onceTable = () => (this.onceTable ??= this.createOnceTable());
        const list: readonly string[] = typeof types === "string" ? [types] : types;
        if (this.closedBy !== undefined) {
            throw new pulumi.RunError(
                `subscription "${name}" comes after ${this.closedBy}, which would not know of it: move it before`,
            );
        }
        if (list.length === 0) {
            throw new pulumi.RunError(`subscription "${name}" selects no event types: name one, a group, or "*"`);
        }
        checkSelectors(name, list);
        const subscription = new Subscription(
            name,
            { bus, types: list, handler, options, logDays, kmsKeyArn, onceTable },
            { parent: this },
        );
        this.subscriptions[name] = subscription;
        this.selectors.push(...list);
        this.deadLetterQueueUrls[name] = subscription.deadLetterQueue.url;
        return subscription;
    }

    /**
     * Takes no more subscriptions.
     *
     * @param by what has taken the list of subscriptions as it is, for the message
     */
    close(by: string): void {
        this.closedBy ??= by;
    }

    /** Permission to put events on this bus. */
    grantPut(): Grant {
        return { actions: ["events:PutEvents"], resources: [this.bus.arn] };
    }

    private createOnceTable(): OnceTable {
        const { ledgerDays, protect, kmsKeyArn } = this.args;
        return new OnceTable(`${this.busName}-once`, { days: ledgerDays, protect, kmsKeyArn }, { parent: this });
    }

    private createBus(name: string, { kmsKeyArn }: StripeBusArgs): aws.cloudwatch.EventBus {
        const { deadLetterQueue } = this;
        const bus = new aws.cloudwatch.EventBus(
            name,
            {
                description: "Stripe's events",
                logConfig: busLogConfig,
                kmsKeyIdentifier: kmsKeyArn,
                deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.arn },
            },
            { parent: this },
        );
        if (deadLetterQueue !== undefined) {
            allowDeadLetters(`${name}-bus`, { sourceArns: [bus.arn], queue: deadLetterQueue, parent: this });
        }
        return bus;
    }

    /**
     * Not encrypted by the key of your own: it takes what cannot be, when that key is disabled or its policy is wrong. An event in
     * it is encrypted already (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html).
     */
    private createDeadLetterQueue(name: string): aws.sqs.Queue {
        return createDeadLetterQueue(`${name}-bus`, { parent: this });
    }

    private createArchive(
        name: string,
        { archiveDays, protect, kmsKeyArn }: StripeBusArgs,
    ): aws.cloudwatch.EventArchive {
        return new aws.cloudwatch.EventArchive(
            name,
            {
                eventSourceArn: this.bus.arn,
                retentionDays: archiveDays,
                description: "Every Stripe event, for replays",
                kmsKeyIdentifier: kmsKeyArn,
            },
            { parent: this, protect },
        );
    }
}
