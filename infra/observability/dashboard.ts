import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

import type { ChangeSubscription } from "../change-subscription";
import type { WebhookIngress } from "../ingress";
import type { PartnerDoor } from "../partner-door";
import { receiverService, recorderService, syncService } from "../../handlers/service-names";
import type { StripeSync } from "../stripe-sync";
import type { Subscription } from "../subscription";
import {
    apiMetrics,
    counted,
    defaultBusRuleMetrics,
    functionMetrics,
    logMetric,
    ofEachRule,
    queueMetrics,
    ruleMetrics,
} from "./metrics";
import { listTableMetrics, type Watched } from "./watched";

const { AlarmWidget, LineGraphMetricWidget, RowWidget } = awsx.classic.cloudwatch;
type Widget = awsx.classic.cloudwatch.Widget;
type WidgetMetric = awsx.classic.cloudwatch.WidgetMetric;

/** The dashboard's grid is so many columns wide. */
const columns = 24;

/**
 * The dashboard's rows: first the alarms, then the way of an event from the webhook to the tables.
 *
 * @param untold the queue of what people could not be told of
 */
export function dashboardRows(
    watched: Watched,
    alarms: readonly aws.cloudwatch.MetricAlarm[],
    untold: aws.sqs.Queue | undefined,
): Widget[] {
    const { ingress, partnerDoor, bus, store, sync } = watched;
    return [
        new RowWidget(
            new AlarmWidget({ title: "Alarms", alarms: alarms.map(({ arn }) => arn), width: columns, height: 4 }),
        ),
        ...(ingress ? [row(...ingressCharts(ingress)), row(...receiverCharts(ingress))] : []),
        ...(partnerDoor ? [row(...partnerCharts(partnerDoor))] : []),
        row(...busCharts(bus)),
        ...Object.entries(bus.subscriptions).map(([name, one]) => row(...subscriptionCharts(name, one))),
        ...Object.entries(store.changeSubscriptions).map(([name, one]) => row(...changeCharts(name, one))),
        ...(sync ? [row(...syncCharts(sync))] : []),
        row(...storeCharts(watched)),
        ...(untold ? [row({ title: "Alerts: not told", metrics: [queueMetrics(untold).depth] })] : []),
    ];
}

interface Chart {
    title: string;
    metrics: WidgetMetric[];
}

/** Charts side by side, over the whole width. */
function row(...charts: Chart[]): Widget {
    const width = columns / charts.length;
    return new RowWidget(...charts.map((chart) => new LineGraphMetricWidget({ ...chart, width, height: 6 })));
}

function ingressCharts({ api, throttled }: WebhookIngress): Chart[] {
    const { requests, clientErrors, serverErrors, latency } = apiMetrics(api);
    return [
        { title: "Webhook: requests", metrics: [requests, clientErrors, serverErrors, logMetric(throttled, "429")] },
        { title: "Webhook: time to answer", metrics: latency },
    ];
}

function receiverCharts({ receiver }: WebhookIngress): Chart[] {
    const count = (name: string, label: string) => counted(receiverService, name, label);
    const { errors, throttles, duration } = functionMetrics(receiver);
    return [
        {
            title: "Receiver: events",
            metrics: [
                count("EventsReceived", "put on the bus"),
                count("SignaturesRefused", "signature refused"),
                count("OtherModeEvents", "of the other mode"),
                count("NotStripeEvents", "not a Stripe event"),
                count("EventsTooLarge", "too large"),
                count("BusFailures", "refused by the bus"),
                count("ReceiveFailures", "failed"),
            ],
        },
        { title: "Receiver: calls", metrics: [errors, throttles] },
        { title: "Receiver: duration", metrics: duration },
    ];
}

function partnerCharts({ rule, deadLetterQueue }: PartnerDoor): Chart[] {
    const { triggered, failed, lettersLost } = ruleMetrics(rule);
    return [
        { title: "Partner bus: events", metrics: [triggered, failed] },
        { title: "Partner bus: dead letters", metrics: [queueMetrics(deadLetterQueue).depth, lettersLost] },
    ];
}

function busCharts({ name }: Watched["bus"]): Chart[] {
    return [
        { title: "Bus: events by rule", metrics: [ofEachRule(name, "TriggeredRules", "matched")] },
        {
            title: "Bus: failed deliveries by rule",
            metrics: [
                ofEachRule(name, "FailedInvocations", "failed"),
                ofEachRule(name, "InvocationsSentToDlq", "dead-lettered"),
                ofEachRule(name, "InvocationsFailedToBeSentToDlq", "not dead-lettered"),
            ],
        },
    ];
}

function subscriptionCharts(
    name: string,
    { function: handler, deadLetterQueue, rules, service, once }: Subscription<never>,
): Chart[] {
    const { throttles, lost, duration } = functionMetrics(handler);
    return [
        {
            title: `${name}: events`,
            metrics: [
                counted(service, "EventsHandled", "handled"),
                ...(once ? [counted(service, "EventsSkipped", "done before")] : []),
                counted(service, "HandlerFailures", "failed"),
                throttles,
            ],
        },
        { title: `${name}: duration`, metrics: duration },
        {
            title: `${name}: dead letters`,
            metrics: [
                queueMetrics(deadLetterQueue).depth,
                lost,
                ...Object.values(rules).map((rule) => ruleMetrics(rule).lettersLost),
            ],
        },
    ];
}

function changeCharts(name: string, { function: handler, deadLetterQueue }: ChangeSubscription): Chart[] {
    const { throttles, lost, duration, behind } = functionMetrics(handler);
    return [
        {
            title: `${name}: changes`,
            metrics: [
                counted(name, "ChangesHandled", "handled"),
                counted(name, "ChangesSkipped", "done before"),
                counted(name, "HandlerFailures", "failed"),
                throttles,
            ],
        },
        { title: `${name}: duration and delay`, metrics: [...duration, behind] },
        { title: `${name}: dead letters`, metrics: [queueMetrics(deadLetterQueue).depth, lost] },
    ];
}

function syncCharts({ function: handler, deadLetterQueue, rules }: StripeSync): Chart[] {
    const count = (name: string, label: string) => counted(syncService, name, label);
    const { throttles, lost, duration } = functionMetrics(handler);
    return [
        {
            title: "In step: runs",
            metrics: [
                count("RecoveriesDone", "recoveries"),
                count("ReconciliationsDone", "reconciliations"),
                count("RunsCutShort", "cut short"),
                count("RunFailures", "failed"),
                throttles,
            ],
        },
        {
            title: "In step: found",
            metrics: [
                count("EventsRecovered", "events recovered"),
                count("ObjectsFollowed", "objects of alerts"),
                count("ObjectsCompared", "objects compared"),
                count("ObjectsDrifted", "drifted"),
                count("ObjectsRepaired", "repaired"),
                count("ObjectsLeftDrifted", "left drifted"),
            ],
        },
        { title: "In step: duration", metrics: duration },
        {
            title: "In step: dead letters",
            metrics: [
                queueMetrics(deadLetterQueue).depth,
                lost,
                ...Object.values(rules).map((rule) => defaultBusRuleMetrics(rule).lettersLost),
            ],
        },
    ];
}

function storeCharts(watched: Watched): Chart[] {
    const count = (name: string, label: string) => counted(recorderService, name, label);
    return [
        {
            title: "Billing state: outcomes",
            metrics: [
                count("EventsApplied", "applied"),
                count("EventsDuplicate", "duplicate"),
                count("EventsStale", "stale"),
                count("EventsAmbiguous", "ambiguous"),
                count("EventsIgnored", "ignored"),
            ],
        },
        {
            title: "Billing state: conflicts",
            metrics: [
                count("WriteConflicts", "written meanwhile"),
                count("RetrieveFailures", "Stripe could not be asked"),
            ],
        },
        {
            title: "Tables: throttled",
            metrics: Object.values(listTableMetrics(watched)).flatMap(({ throttledWrites, throttledReads }) => [
                throttledWrites,
                throttledReads,
            ]),
        },
    ];
}
