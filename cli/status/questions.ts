import { outcomes, type Outcome } from "../../handlers/billing/outcome";
import type { StackFunction, StackOutputs } from "../deployment";
import { countMetric, measureMetric, type MetricQuestion } from "./read-metrics";

type Count = MetricQuestion<"count">;
type FunctionOutputs = Pick<StackFunction, "functionName" | "service">;

/** What the handlers count is under their service (handlers/telemetry.ts); the rest is AWS's own. */
export function askAboutWebhook({ metricsNamespace }: StackOutputs, receiver: FunctionOutputs) {
    const counted = (name: string) => countMetric(metricsNamespace, name, { service: receiver.service });
    const { throttles, errors, took } = askAboutFunction(receiver);
    return {
        received: counted("EventsReceived"),
        otherMode: counted("OtherModeEvents"),
        signaturesRefused: counted("SignaturesRefused"),
        notStripeEvents: counted("NotStripeEvents"),
        tooLarge: counted("EventsTooLarge"),
        busFailures: counted("BusFailures"),
        receiveFailures: counted("ReceiveFailures"),
        crashes: errors,
        throttles,
        took,
    };
}

/** When it last took events, and when each kind of trouble last was. */
export function askWhenWebhook(outputs: StackOutputs, receiver: FunctionOutputs) {
    const { received, busFailures, receiveFailures, crashes, throttles, signaturesRefused } = askAboutWebhook(
        outputs,
        receiver,
    );
    return {
        received: [received],
        failed: [busFailures, receiveFailures, crashes],
        throttled: [throttles],
        signaturesRefused: [signaturesRefused],
    };
}

/** When a handler last did its work, and when it last failed. */
export function askWhenHandler({
    handled,
    handlerFailures,
    errors,
}: Record<"handled" | "handlerFailures" | "errors", Count>) {
    return { handled: [handled], failed: [handlerFailures, errors] };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html; some are there by rule alone. */
export function askAboutBus({ busName }: StackOutputs, ruleNames: readonly string[]) {
    const bus = { EventBusName: busName };
    return {
        matched: countMetric("AWS/Events", "MatchedEvents", bus),
        delivered: countMetric("AWS/Events", "SuccessfulInvocationAttempts", bus),
        retried: countMetric("AWS/Events", "RetryInvocationAttempts", bus),
        took: percentiles("AWS/Events", "IngestionToInvocationSuccessLatency", bus),
        rules: Object.fromEntries(
            ruleNames.map((RuleName) => [
                RuleName,
                {
                    failed: countMetric("AWS/Events", "FailedInvocations", { ...bus, RuleName }),
                    lost: countMetric("AWS/Events", "InvocationsFailedToBeSentToDlq", { ...bus, RuleName }),
                },
            ]),
        ),
    };
}

export function askAboutSubscription(outputs: StackOutputs, subscription: FunctionOutputs) {
    const { functionName } = subscription;
    return {
        ...askAboutHandler(outputs, subscription, "Events"),
        waited: percentiles("AWS/Lambda", "AsyncEventAge", { FunctionName: functionName }),
    };
}

export function askAboutChangeSubscription(outputs: StackOutputs, subscription: FunctionOutputs) {
    return askAboutHandler(outputs, subscription, "Changes");
}

/** How old the newest change of a batch is: the oldest of them in a period, in milliseconds. */
export function askHowFarBehind({ functionName }: FunctionOutputs) {
    return measureMetric("AWS/Lambda", "IteratorAge", { FunctionName: functionName }, "Maximum");
}

/** The recorder is one of the subscriptions; which, its counts tell. */
export function askAboutOutcomes(
    { metricsNamespace }: StackOutputs,
    { service }: FunctionOutputs,
): Record<Outcome, Count> {
    const ask = (outcome: Outcome) => countMetric(metricsNamespace, outcomeMetrics[outcome], { service });
    return Object.fromEntries(outcomes.map((outcome) => [outcome, ask(outcome)])) as Record<Outcome, Count>;
}

const outcomeMetrics: Readonly<Record<Outcome, string>> = {
    applied: "EventsApplied",
    duplicate: "EventsDuplicate",
    stale: "EventsStale",
    ambiguous: "EventsAmbiguous",
    ignored: "EventsIgnored",
};

export function askAboutSync({ metricsNamespace }: StackOutputs, { service }: FunctionOutputs) {
    const counted = (name: string) => countMetric(metricsNamespace, name, { service });
    return {
        recoveries: counted("RecoveriesDone"),
        recovered: counted("EventsRecovered"),
        reconciliations: counted("ReconciliationsDone"),
        compared: counted("ObjectsCompared"),
        drifted: counted("ObjectsDrifted"),
        repaired: counted("ObjectsRepaired"),
        leftDrifted: counted("ObjectsLeftDrifted"),
        cutShort: counted("RunsCutShort"),
        failed: counted("RunFailures"),
    };
}

function askAboutHandler(
    { metricsNamespace }: StackOutputs,
    subscription: FunctionOutputs,
    what: "Events" | "Changes",
) {
    const counted = (name: string) => countMetric(metricsNamespace, name, { service: subscription.service });
    return {
        handled: counted(`${what}Handled`),
        skipped: counted(`${what}Skipped`),
        handlerFailures: counted("HandlerFailures"),
        ...askAboutFunction(subscription),
        lost: countMetric("AWS/Lambda", "DestinationDeliveryFailures", { FunctionName: subscription.functionName }),
    };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function askAboutFunction({ functionName: FunctionName }: FunctionOutputs) {
    return {
        errors: countMetric("AWS/Lambda", "Errors", { FunctionName }),
        throttles: countMetric("AWS/Lambda", "Throttles", { FunctionName }),
        took: percentiles("AWS/Lambda", "Duration", { FunctionName }),
    };
}

/** In milliseconds. */
function percentiles(namespace: string, name: string, dimensions: Record<string, string>) {
    return {
        p50: measureMetric(namespace, name, dimensions, "p50"),
        p99: measureMetric(namespace, name, dimensions, "p99"),
    };
}
