import type { WebhookIngress } from "../ingress";
import { partnerAlarms } from "./partner-alarms";
import { receiverService } from "../../handlers/service-names";
import { type Alarm, aQuarterOfAnHour } from "./alarm";
import { apiMetrics, counted, functionMetrics, logMetric, queueMetrics, ruleMetrics } from "./metrics";
import { syncAlarms } from "./sync-alarms";
import { listTableMetrics, type Watched } from "./watched";

/** Changes wait as long while one of them is tried again. */
const maxBehindMilliseconds = 900_000;

const stripeTriesAgain = "Nothing is lost: Stripe sends the events again, for up to three days.";

/** All alarms, in the order of an event's way; of one cause, the worst first. Each asks for something to be done. */
export function listAlarms(watched: Watched): Alarm[] {
    const { ingress, partnerDoor, sync } = watched;
    return [
        ...(ingress ? ingressAlarms(ingress) : []),
        ...(partnerDoor ? partnerAlarms(partnerDoor) : []),
        ...busAlarms(watched),
        ...subscriptionAlarms(watched),
        ...changeAlarms(watched),
        ...(sync ? syncAlarms(sync) : []),
        ...tableAlarms(watched),
    ];
}

function ingressAlarms(ingress: WebhookIngress): Alarm[] {
    const receiver = (name: string) => counted(receiverService, name, name);
    const logs = `npm run logs -- ${ingress.receiverName}`;
    return [
        {
            name: "bus-failures",
            cause: "the webhook",
            metric: receiver("BusFailures"),
            what: "EventBridge refused events, and Stripe was answered 503",
            lost: stripeTriesAgain,
            mend:
                `The receiver's log has the reason as busError: ${logs}. On throttling, ask for a higher PutEvents quota in ` +
                "this region.",
        },
        {
            name: "receive-failures",
            cause: "the webhook",
            metric: receiver("ReceiveFailures"),
            what: "EventBridge or Secrets Manager did not answer or refused the receiver, and Stripe was answered 503",
            lost: stripeTriesAgain,
            mend: `Read the error: ${logs}. Then check the receiver's role's policy and AWS's health page.`,
        },
        {
            name: "receiver-throttled",
            cause: "the webhook",
            metric: functionMetrics(ingress.receiver).throttles,
            periods: aQuarterOfAnHour,
            what: "Lambda has no room for the receiver, and Stripe gets 5xx",
            lost: stripeTriesAgain,
            mend: "Find what uses up the account's concurrency in this region (npm run doctor), or ask for a higher quota.",
        },
        {
            name: "server-errors",
            cause: "the webhook",
            metric: apiMetrics(ingress.api).serverErrors,
            what: "it answered 5xx",
            lost: stripeTriesAgain,
            mend:
                "If bus-failures or receive-failures is in alarm, start there. Otherwise API Gateway got no answer from the " +
                `receiver: look for timeouts, crashes and throttles: ${logs}.`,
        },
        {
            name: "events-too-large",
            cause: "large events",
            metric: receiver("EventsTooLarge"),
            what: "Stripe sent an event larger than EventBridge and its targets take",
            lost: "Handlers do not get it. The state has it once missed events are recovered: every hour with stripeApiKey.",
            mend:
                `Its id and type are in the receiver's log: ${logs}. Have the state get it at once by npm run sync -- recover, and ` +
                "act on it by hand.",
        },
        {
            name: "signatures-refused",
            cause: "signatures",
            metric: receiver("SignaturesRefused"),
            threshold: 3,
            periodSeconds: 900,
            periods: { bad: 3, of: 4 },
            what: "requests with signatures that do not verify keep coming",
            lost:
                "If a secret was rolled at Stripe and not deployed here, events are lost once Stripe's three days of retries " +
                "are over. If Stripe shows no failed deliveries, somebody else is trying the URL, and nothing is lost.",
            mend:
                "Deploy the secret that Stripe shows: pulumi config set --secret signingSecret (or --path " +
                "signingSecrets.NAME), then pulumi up. The receiver's log names a secret that cannot be right.",
        },
        {
            name: "requests-throttled",
            cause: "throttled requests",
            metric: logMetric(ingress.throttled, "throttled"),
            what: "API Gateway answered 429: the webhook gets more than requestsPerSecond or burstRequests let in",
            lost: stripeTriesAgain,
            mend:
                "If the requests are Stripe's, raise these settings as far as the account's Lambda concurrency goes: pulumi " +
                "config set requestsPerSecond. If not (sourceIp in the API's access log), close the webhook to others: " +
                "pulumi config set allowedCidrs.",
        },
    ];
}

function busAlarms({ bus: { deadLetterQueue } }: Watched): Alarm[] {
    return deadLetterQueue === undefined
        ? []
        : [
              {
                  name: "bus-dead-letters",
                  cause: "the bus",
                  metric: queueMetrics(deadLetterQueue).depth,
                  treatMissingData: "ignore" as const,
                  what: "EventBridge could not use the key kmsKeyArn, and put events into the bus's dead-letter queue",
                  lost: "Nothing is lost within Stripe's 30 days.",
                  mend:
                      "The key is disabled, or its policy lacks a statement (docs/deploying.md, A key of your own). Mend that, " +
                      "bring the events back from Stripe (npm run sync -- recover), and purge the queue: what it holds is " +
                      "encrypted.",
              },
          ];
}

function subscriptionAlarms({ bus }: Watched): Alarm[] {
    return Object.entries(bus.subscriptions).flatMap(([name, subscription]) => {
        const { throttles, lost } = functionMetrics(subscription.function);
        const lostFromIt = `They are lost for ${name}, and not from the archive.`;
        const replay =
            "(pulumi preview --refresh shows what changed), mend it, and replay from before the alarm: npm run replay -- " +
            `--from … --only ${name}`;
        return [
            {
                name: `${name}-lost`,
                cause: name,
                metric: lost,
                what: "it failed events, and Lambda could not put them into its dead-letter queue",
                lost: lostFromIt,
                mend: `Check that the queue is there and that the function's role may send to it ${replay}`,
            },
            ...Object.entries(subscription.rules).map(([ruleName, rule]) => ({
                name: `${ruleName}-letters-lost`,
                cause: name,
                metric: ruleMetrics(rule).lettersLost,
                what: `EventBridge could not deliver events of the rule ${ruleName}, nor put them into its dead-letter queue`,
                lost: lostFromIt,
                mend: `Check that the queue is there and that its policy lets the rule send ${replay}`,
            })),
            {
                name: `${name}-dead-letters`,
                cause: name,
                metric: queueMetrics(subscription.deadLetterQueue).depth,
                // SQS stops a queue's metrics after six idle hours, while the letters still wait
                // (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html).
                treatMissingData: "ignore" as const,
                what: "events that it could not handle wait in its dead-letter queue",
                lost: "Nothing is lost: they wait for 14 days.",
                mend:
                    `See the causes: npm run dlq -- list ${name}. Mend them, and give the events to the handler again: npm run ` +
                    `dlq -- redrive ${name}`,
            },
            {
                name: `${name}-throttled`,
                cause: name,
                metric: throttles,
                periods: aQuarterOfAnHour,
                what: "Lambda has had no room for it for a quarter of an hour",
                lost: "Nothing is lost: events wait for up to six hours, then are dead-lettered.",
                mend:
                    "Raise the subscription's concurrency if it has one, else find what uses up the account's (npm run " +
                    "doctor), or ask for a higher quota.",
            },
        ];
    });
}

function changeAlarms({ store }: Watched): Alarm[] {
    return Object.entries(store.changeSubscriptions).flatMap(([name, subscription]) => {
        const { throttles, lost, behind } = functionMetrics(subscription.function);
        const logs = `npm run logs -- ${name}`;
        const missed = "The changes are lost for the handler; the object's next change tells it that it missed one.";
        return [
            {
                name: `${name}-lost`,
                cause: name,
                metric: lost,
                what: "it gave up changes, and Lambda could not put their letters into its dead-letter queue",
                lost: missed,
                mend:
                    "Check that the queue is there and that the function's role may send to it (pulumi preview --refresh " +
                    `shows what changed). The function's log has the objects' keys (message: the handler failed): ${logs}`,
            },
            {
                name: `${name}-dead-letters`,
                cause: name,
                metric: queueMetrics(subscription.deadLetterQueue).depth,
                treatMissingData: "ignore" as const,
                what: "it gave up changes of the billing state",
                lost: missed,
                mend:
                    `See the causes: npm run dlq -- list ${name}. Mend them, and give the changes to the handler again: npm run ` +
                    `dlq -- redrive ${name}`,
            },
            {
                name: `${name}-behind`,
                cause: name,
                metric: behind,
                threshold: maxBehindMilliseconds,
                what: "it is a quarter of an hour behind the billing state's changes",
                lost: "Nothing is lost yet: the stream keeps a change for a day.",
                mend:
                    `If its log has errors (message: the handler failed), it is trying one change again, and others wait for ` +
                    `it: ${logs}. Mend the cause. If not, it is too slow: raise its concurrency or batchSize.`,
            },
            {
                name: `${name}-throttled`,
                cause: name,
                metric: throttles,
                periods: aQuarterOfAnHour,
                what: "Lambda has had no room for it for a quarter of an hour",
                lost: "Nothing is lost yet: changes wait in the stream for up to a day.",
                mend: "Find what uses up the account's concurrency (npm run doctor), or ask for a higher quota.",
            },
        ];
    });
}

function tableAlarms(watched: Watched): Alarm[] {
    return Object.entries(listTableMetrics(watched)).map(([name, { throttledWrites }]) => ({
        name: `${name}-writes-throttled`,
        cause: "the tables",
        metric: throttledWrites,
        what: `DynamoDB throttles writes to ${name}`,
        lost: "Nothing is lost: who writes tries again, then dead-letters.",
        mend:
            "After a sudden rise of load on-demand tables need half an hour to grow: wait. If it stays, one key takes more " +
            "than 1,000 writes a second, or the table's quota is reached: see the CloudWatch metrics " +
            "WriteKeyRangeThroughputThrottleEvents and WriteAccountLimitThrottleEvents.",
    }));
}
