import type * as aws from "@pulumi/aws";

import type { ChangeSubscription } from "../change-subscription";
import type { WebhookIngress } from "../ingress";
import type { PartnerDoor } from "../partner-door";
import { receiverService, recorderService, syncService } from "../../handlers/service-names";
import type { StripeSync } from "../stripe-sync";
import type { Subscription } from "../subscription";
import {
    apiMetrics,
    type ChartMetric,
    counted,
    defaultBusRuleMetrics,
    functionMetrics,
    logMetric,
    ofEachRule,
    queueMetrics,
    ruleMetrics,
} from "./metrics";
import { listTableMetrics, type Watched } from "./watched";

/** A line graph. */
export interface Chart {
    title: string;
    metrics: ChartMetric[];
}

/**
 * What the dashboard charts, a row for each part of an event's way from the webhook to the tables.
 *
 * @param untold the queue of what people could not be told of
 */
export function chartRows(watched: Watched, untold: aws.sqs.Queue | undefined): Chart[][] {
    const { ingress, partnerDoor, bus, store, sync } = watched;
    return [
        ...(ingress ? [ingressCharts(ingress), receiverCharts(ingress)] : []),
        ...(partnerDoor ? [partnerCharts(partnerDoor)] : []),
        busCharts(bus),
        ...Object.entries(bus.subscriptions).map(([name, one]) => subscriptionCharts(name, one)),
        ...Object.entries(store.changeSubscriptions).map(([name, one]) => changeCharts(name, one)),
        ...(sync ? [syncCharts(sync)] : []),
        storeCharts(watched),
        ...(untold ? [[{ title: "Alerts: not told", metrics: [queueMetrics(untold).depth] }]] : []),
    ];
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
