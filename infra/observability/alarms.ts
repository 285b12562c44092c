import { syncAlarms } from "./sync-alarms";
import { receiverService } from "../../handlers/service-names";
import { apiMetrics, counted, functionMetrics, logMetric, type Metric, queueMetrics, ruleMetrics } from "./metrics";
import { listTableMetrics, type Watched } from "./watched";

/** A reason to get up: when a metric says so, and what to do. */
export interface Alarm {
    name: string;
    metric: Metric;
    /** What is wrong and what to do, for the person whom it wakes. At most 1,024 characters. */
    description: string;
    /** From how many in a period. @default 1 */
    threshold?: number;
    /** Whether it is fewer than `threshold` that are bad. @default false */
    tooFew?: boolean;
    /** Length of a period, in seconds. @default 300 */
    periodSeconds?: number;
    /**
     * What a period without data means: that nothing is wrong, that nothing has changed, or that something is wrong.
     * @default "notBreaching"
     */
    treatMissingData?: "notBreaching" | "ignore" | "breaching";
    /** In how many of the latest periods; 1 of 1 when not given. */
    periods?: { bad: number; of: number };
}

/** Longer than a burst takes to pass. */
const aQuarterOfAnHour = { bad: 3, of: 3 };

/** Changes wait as long while one of them is tried again. */
const maxBehindMilliseconds = 900_000;

/** All alarms, in the order of an event's way. Each asks for something to be done. */
export function listAlarms(watched: Watched): Alarm[] {
    const { sync } = watched;
    return [
        ...ingressAlarms(watched),
        ...busAlarms(watched),
        ...subscriptionAlarms(watched),
        ...changeAlarms(watched),
        ...(sync ? syncAlarms(sync) : []),
        ...tableAlarms(watched),
    ];
}

function ingressAlarms({ ingress }: Watched): Alarm[] {
    const receiver = (name: string) => counted(receiverService, name, name);
    return [
        {
            name: "server-errors",
            metric: apiMetrics(ingress.api).serverErrors,
            description:
                "The webhook answered 5xx, so Stripe tries again for up to three days. If bus-failures or " +
                "receive-failures is in alarm, start there. Otherwise API Gateway got no answer from the receiver: look " +
                "for timeouts, crashes and throttles in its log and metrics.",
        },
        {
            name: "bus-failures",
            metric: receiver("BusFailures"),
            description:
                "EventBridge refused events, and Stripe was answered 503. The receiver's log has the reason as busError: " +
                "on throttling, ask for a higher PutEvents quota in this region. Stripe sends the events again.",
        },
        {
            name: "receive-failures",
            metric: receiver("ReceiveFailures"),
            description:
                "The receiver failed and answered 503: EventBridge or Secrets Manager did not answer, or refused it. " +
                "Read the error in its log, then check its role's policy and AWS's health page. Stripe sends the events again.",
        },
        {
            name: "events-too-large",
            metric: receiver("EventsTooLarge"),
            description:
                "Stripe sent an event larger than EventBridge and its targets take, and will not get it delivered. Its id and type are " +
                "in the receiver's log: read the object from Stripe's API, and act on it by hand.",
        },
        {
            name: "signatures-refused",
            metric: receiver("SignaturesRefused"),
            threshold: 3,
            periodSeconds: 900,
            periods: { bad: 3, of: 4 },
            description:
                "Requests with signatures that do not verify keep coming. The usual cause is a secret that was rolled at " +
                "Stripe and not deployed here: run pulumi config set --secret signingSecret (or --path signingSecrets.NAME) and " +
                "pulumi up within Stripe's three days of retries. The receiver's log names a secret that cannot be right. If Stripe shows no failed deliveries, somebody else is trying the URL.",
        },
        {
            name: "requests-throttled",
            metric: logMetric(ingress.throttled, "throttled"),
            description:
                "API Gateway answered 429, and Stripe tries again later: the webhook gets more than requestsPerSecond or " +
                "burstRequests let in. If the requests are Stripe's, raise these settings as far as the account's Lambda " +
                "concurrency goes. If not (sourceIp in the API's access log), close the webhook to others: allowedCidrs.",
        },
        {
            name: "receiver-throttled",
            metric: functionMetrics(ingress.receiver).throttles,
            periods: aQuarterOfAnHour,
            description:
                "Lambda has no room for the receiver, and Stripe gets 5xx. Find what uses up the account's concurrency in " +
                "this region, or ask for a higher quota.",
        },
    ];
}

function busAlarms({ bus: { deadLetterQueue } }: Watched): Alarm[] {
    return deadLetterQueue === undefined
        ? []
        : [
              {
                  name: "bus-dead-letters",
                  metric: queueMetrics(deadLetterQueue).depth,
                  treatMissingData: "ignore" as const,
                  description:
                      "EventBridge could not use the key kmsKeyArn, and put events into the bus's dead-letter queue: the key is " +
                      "disabled, or its policy lacks a statement (docs/deploying.md, A key of your own). Mend that, bring the " +
                      "events back from Stripe (npm run sync -- recover), and purge the queue: what it holds is encrypted.",
              },
          ];
}

function subscriptionAlarms({ bus }: Watched): Alarm[] {
    return Object.entries(bus.subscriptions).flatMap(([name, subscription]) => {
        const { throttles, lost } = functionMetrics(subscription.function);
        return [
            {
                name: `${name}-dead-letters`,
                metric: queueMetrics(subscription.deadLetterQueue).depth,
                // SQS stops a queue's metrics after six idle hours, while the letters still wait
                // (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html).
                treatMissingData: "ignore" as const,
                description:
                    `Events that ${name} could not handle wait in its dead-letter queue, for 14 days. What the handler failed ` +
                    "has its error in the message's body, as responsePayload, and in the function's log (message: the handler " +
                    "failed); what EventBridge could not deliver, in the message's attributes ERROR_CODE and ERROR_MESSAGE. " +
                    "Mend the cause, and redrive the queue (docs/operating.md).",
            },
            {
                name: `${name}-lost`,
                metric: lost,
                description:
                    `${name} failed events, and Lambda could not put them into its dead-letter queue. Check that the queue is ` +
                    "there and that the function's role may send to it (pulumi preview --refresh shows what changed), mend " +
                    "it, and replay the archive from before the alarm (docs/operating.md).",
            },
            ...Object.entries(subscription.rules).map(([ruleName, rule]) => ({
                name: `${ruleName}-letters-lost`,
                metric: ruleMetrics(rule).lettersLost,
                description:
                    `EventBridge could not deliver events of the rule ${ruleName}, nor put them into its dead-letter queue. ` +
                    "Check that the queue is there and that its policy lets the rule send (pulumi preview --refresh shows what " +
                    "changed), mend it, and replay the archive from before the alarm (docs/operating.md).",
            })),
            {
                name: `${name}-throttled`,
                metric: throttles,
                periods: aQuarterOfAnHour,
                description:
                    `Lambda has had no room for ${name} for a quarter of an hour. Events wait for up to six hours, then are ` +
                    "dead-lettered. Raise the subscription's concurrency if it has one, else find what uses up the " +
                    "account's, or ask for a higher quota.",
            },
        ];
    });
}

function changeAlarms({ store }: Watched): Alarm[] {
    return Object.entries(store.changeSubscriptions).flatMap(([name, subscription]) => {
        const { throttles, lost, behind } = functionMetrics(subscription.function);
        return [
            {
                name: `${name}-behind`,
                metric: behind,
                threshold: maxBehindMilliseconds,
                description:
                    `${name} is a quarter of an hour behind the billing state's changes. If its log has errors (message: the ` +
                    "handler failed), it is trying one change again, and others wait for it: mend the cause. If not, it is " +
                    "too slow: raise its concurrency or batchSize. The stream keeps a change for a day.",
            },
            {
                name: `${name}-dead-letters`,
                metric: queueMetrics(subscription.deadLetterQueue).depth,
                treatMissingData: "ignore" as const,
                description:
                    `${name} gave up changes of the billing state. A letter has no change in it, but its requestId, by which the ` +
                    "function's log has the object's key and the error (message: the handler failed). Mend the cause, then " +
                    "redrive the letters (docs/changes.md). The object's next change tells the handler that it missed one.",
            },
            {
                name: `${name}-lost`,
                metric: lost,
                description:
                    `${name} gave up changes, and Lambda could not put their letters into its dead-letter queue. Check that the ` +
                    "queue is there and that the function's role may send to it (pulumi preview --refresh shows what " +
                    "changed). The function's log has the objects' keys (message: the handler failed).",
            },
            {
                name: `${name}-throttled`,
                metric: throttles,
                periods: aQuarterOfAnHour,
                description:
                    `Lambda has had no room for ${name} for a quarter of an hour. Changes wait in the stream for up to a day. ` +
                    "Find what uses up the account's concurrency, or ask for a higher quota.",
            },
        ];
    });
}

function tableAlarms(watched: Watched): Alarm[] {
    return Object.entries(listTableMetrics(watched)).map(([name, { throttledWrites }]) => ({
        name: `${name}-writes-throttled`,
        metric: throttledWrites,
        description:
            `DynamoDB throttles writes to ${name}. Who writes tries again, then dead-letters. After a sudden rise of load ` +
            "on-demand tables need half an hour to grow: wait. If it stays, one key takes more than 1,000 writes a second, " +
            "or the table's quota is reached: see the CloudWatch metrics WriteKeyRangeThroughputThrottleEvents and " +
            "WriteAccountLimitThrottleEvents.",
    }));
}
