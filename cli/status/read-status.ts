import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetFunctionCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

import { outcomes, type Outcome } from "../../handlers/billing/outcome";
import type { FunctionRole } from "../../handlers/function-role";
import { CommandError } from "local-cloud/command";
import type { Deployment, StackFunction, StackOutputs } from "../deployment";
import { findOwners } from "../dlq/find-owners";
import { listRules } from "../list-rules";
import { listAlarms } from "./list-alarms";
import { findLast, readLast } from "./read-last";
import {
    askAboutBus,
    askAboutChangeSubscription,
    askAboutOutcomes,
    askAboutSubscription,
    askAboutSync,
    askAboutWebhook,
    askHowFarBehind,
    askWhenHandler,
    askWhenWebhook,
} from "./questions";
import { type MetricPoint, type MetricWindow, readMetricPoints, readMetrics } from "./read-metrics";
import type { Status, SyncStatus, WebhookStatus } from "./status";

/** The AWS clients that a status is read with. */
export interface StatusClients {
    cloudWatch: Pick<CloudWatchClient, "send">;
    eventBridge: Pick<EventBridgeClient, "send">;
    lambda: Pick<LambdaClient, "send">;
    sqs: Pick<SQSClient, "send">;
}

/** Clients for a deployment, and what ends their connections. */
export function openStatusClients({ aws }: Pick<Deployment, "aws">): StatusClients & { close(): void } {
    const clients = {
        cloudWatch: new CloudWatchClient(aws),
        eventBridge: new EventBridgeClient(aws),
        lambda: new LambdaClient(aws),
        sqs: new SQSClient(aws),
    };
    return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}

const minute = 60_000;

/**
 * Reads how a deployment does, by AWS's APIs alone: two requests for metrics, or three (with failures, two more), and one or two
 * for each function and each queue. Nothing is written.
 *
 * @param now in milliseconds since the epoch
 * @throws CommandError when the stack was deployed before it had the outputs that this needs; the SDK's errors
 */
export async function readStatus(clients: StatusClients, outputs: StackOutputs, now: number): Promise<Status> {
    const [receiver] = Object.entries(findFunctions(outputs, "receiver"));
    const subscriptions = findFunctions(outputs, "subscription");
    const changeSubscriptions = findFunctions(outputs, "change-subscription");
    const [sync] = Object.entries(findFunctions(outputs, "sync"));
    if (Object.keys(subscriptions).length === 0) {
        throw new CommandError(
            "the stack's outputs name no functions: deploy it again, with this version of the program",
        );
    }
    const ruleNames = (await listRules(clients.eventBridge, outputs.busName)).flatMap(({ Name }) => Name ?? []);
    const [hour, days, alarms, deadLetters, paused] = await Promise.all([
        readMetrics(
            clients.cloudWatch,
            {
                webhook: receiver === undefined ? {} : askAboutWebhook(outputs, receiver[1]),
                bus: askAboutBus(outputs, ruleNames),
                subscriptions: mapValues(subscriptions, (one) => askAboutSubscription(outputs, one)),
                changeSubscriptions: mapValues(changeSubscriptions, (one) => askAboutChangeSubscription(outputs, one)),
                outcomes: mapValues(subscriptions, (one) => askAboutOutcomes(outputs, one)),
            },
            oneHour(now),
        ),
        readDays(clients, outputs, { sync, changeSubscriptions }, now),
        listAlarms(clients.cloudWatch, outputs),
        readDeadLetters(clients, outputs),
        readPaused(clients, { ...subscriptions, ...changeSubscriptions }),
    ]);
    const lastOfWebhook =
        receiver !== undefined && hasFailed(hour.webhook as WebhookStatus)
            ? await readLast(clients.cloudWatch, { webhook: askWhenWebhook(outputs, receiver[1]) }, oneHour(now))
            : {};
    const lastOfHandlers = await readLast(
        clients.cloudWatch,
        {
            ...mapValues(failing(subscriptions, hour.subscriptions), (one) =>
                askWhenHandler(askAboutSubscription(outputs, one)),
            ),
            ...mapValues(failing(changeSubscriptions, hour.changeSubscriptions), (one) =>
                askWhenHandler(askAboutChangeSubscription(outputs, one)),
            ),
        },
        oneHour(now),
    );
    /** A timeout ends a call before the handler counts its failure; a batch in part fails without one. */
    const toHandler = <T extends { handlerFailures: number; errors: number }>(
        { handlerFailures, errors, ...counts }: T,
        name: string,
    ) => ({
        ...counts,
        failed: Math.max(handlerFailures, errors),
        ...(lastOfHandlers[name] && { last: lastOfHandlers[name] }),
        deadLetters: deadLetters[name] ?? 0,
        paused: paused[name] ?? false,
    });
    const { rules, ...bus } = hour.bus;
    const partnerDoor = findPartnerDoor(outputs, deadLetters);
    return {
        name: outputs.metricsNamespace.split("/").at(-1) ?? "",
        at: new Date(now).toISOString(),
        ...(receiver && {
            webhook: {
                name: receiver[0],
                ...hour.webhook,
                ...(lastOfWebhook.webhook && { last: lastOfWebhook.webhook }),
            } as WebhookStatus,
        }),
        ...(partnerDoor && { partnerDoor }),
        bus: {
            ...bus,
            failed: sum(Object.values(rules), ({ failed }) => failed),
            lost: sum(Object.values(rules), ({ lost }) => lost),
        },
        subscriptions: mapValues(hour.subscriptions, toHandler),
        changeSubscriptions: mapValues(hour.changeSubscriptions, (counts, name) => ({
            ...toHandler(counts, name),
            behind: days.behind[name],
        })),
        outcomes: Object.fromEntries(
            outcomes.map((outcome) => [outcome, sum(Object.values(hour.outcomes), (counts) => counts[outcome])]),
        ) as Record<Outcome, number>,
        ...(days.sync && { sync: days.sync }),
        otherDeadLetters: Object.fromEntries(
            Object.entries(deadLetters).filter(
                ([name]) => !(name in subscriptions || name in changeSubscriptions || name === partnerDoor?.name),
            ),
        ),
        alarms,
    };
}

function hasFailed({ busFailures, receiveFailures, crashes, throttles, signaturesRefused }: WebhookStatus): boolean {
    return busFailures + receiveFailures + crashes + throttles + signaturesRefused > 0;
}

/** The functions of which attempts failed. */
function failing(
    functions: Readonly<Record<string, StackFunction>>,
    counts: Readonly<Record<string, { handlerFailures: number; errors: number }>>,
): Record<string, StackFunction> {
    const names = Object.entries(counts).filter(([, { handlerFailures, errors }]) => handlerFailures + errors > 0);
    return Object.fromEntries(names.map(([name]) => [name, functions[name] as StackFunction]));
}

/** The minute that has begun, and the 59 before it: one period for CloudWatch. */
function oneHour(now: number): MetricWindow {
    const from = Math.floor(now / minute) * minute - 59 * minute;
    return { from: new Date(from), to: new Date(from + 60 * minute), periodSeconds: 3600 };
}

/** What is not of the last hour: runs by schedule, and what was so last. */
async function readDays(
    { cloudWatch }: StatusClients,
    outputs: StackOutputs,
    {
        sync,
        changeSubscriptions,
    }: { sync: [string, StackFunction] | undefined; changeSubscriptions: Record<string, StackFunction> },
    now: number,
): Promise<{ sync?: SyncStatus; behind: Record<string, number | undefined> }> {
    if (sync === undefined && Object.keys(changeSubscriptions).length === 0) {
        return { behind: {} };
    }
    const to = Math.ceil((now + 1) / minute) * minute;
    const window = { from: new Date(to - 2 * 24 * 60 * minute), to: new Date(to), periodSeconds: 60 };
    const answers = await readMetricPoints(
        cloudWatch,
        {
            sync: sync === undefined ? {} : askAboutSync(outputs, sync[1]),
            behind: mapValues(changeSubscriptions, askHowFarBehind),
        },
        window,
    );
    const points = answers.sync as Partial<Record<keyof ReturnType<typeof askAboutSync>, readonly MetricPoint[]>>;
    const last = (name: keyof typeof points) => points[name]?.at(-1)?.value ?? 0;
    const total = (name: keyof typeof points) => sum(points[name] ?? [], ({ value }) => value);
    const latest = (...names: (keyof typeof points)[]) =>
        names
            .flatMap((name) => findLast(points[name] ?? []) ?? [])
            .sort()
            .at(-1);
    const lastAt = (name: keyof typeof points) => points[name]?.at(-1)?.at.toISOString();
    return {
        behind: mapValues(answers.behind, (ages) => {
            return ages.filter(({ at }) => at.getTime() > now - 60 * minute).at(-1)?.value;
        }),
        ...(sync && {
            sync: {
                name: sync[0],
                recover: {
                    lastAt: lastAt("recoveries"),
                    runs: total("recoveries"),
                    recovered: total("recovered"),
                },
                reconcile: {
                    lastAt: lastAt("reconciliations"),
                    runs: total("reconciliations"),
                    compared: last("compared"),
                    drifted: last("drifted"),
                    repaired: last("repaired"),
                    leftDrifted: last("leftDrifted"),
                },
                cutShort: total("cutShort"),
                failed: total("failed"),
                last: {
                    done: latest("recoveries", "reconciliations"),
                    cutShort: latest("cutShort"),
                    failed: latest("failed"),
                },
            },
        }),
    };
}

/** Of the dead-letter queues, its alone is no function's. */
function findPartnerDoor(outputs: StackOutputs, deadLetters: Readonly<Record<string, number>>): Status["partnerDoor"] {
    const [door] = Object.entries(deadLetters).filter(([name]) => Object.keys(findOwners(outputs, name)).length === 0);
    return door && { name: door[0], deadLetters: door[1] };
}

async function readDeadLetters({ sqs }: StatusClients, outputs: StackOutputs): Promise<Record<string, number>> {
    return mapValuesAsync(outputs.deadLetterQueueUrls, async (QueueUrl) => {
        const { Attributes = {} } = await sqs.send(
            new GetQueueAttributesCommand({
                QueueUrl,
                AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            }),
        );
        const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: held } = Attributes;
        return Number(waiting ?? 0) + Number(held ?? 0);
    });
}

/** Whether each function takes nothing: no concurrency is left to it, or what reads the stream for it is disabled. */
async function readPaused(
    { lambda }: StatusClients,
    functions: Readonly<Record<string, StackFunction>>,
): Promise<Record<string, boolean>> {
    return mapValuesAsync(functions, async ({ role, functionName: FunctionName }) => {
        const { Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName }));
        if (Concurrency?.ReservedConcurrentExecutions === 0 || role !== "change-subscription") {
            return Concurrency?.ReservedConcurrentExecutions === 0;
        }
        const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
        return EventSourceMappings.some(({ State = "" }) => /^Disabl(ed|ing)$/.test(State));
    });
}

function findFunctions({ functions = {} }: StackOutputs, role: FunctionRole): Record<string, StackFunction> {
    return Object.fromEntries(Object.entries(functions).filter(([, one]) => one.role === role));
}

function sum<T>(all: readonly T[], read: (one: T) => number): number {
    return all.reduce((total, one) => total + read(one), 0);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}

async function mapValuesAsync<T, U>(
    record: Readonly<Record<string, T>>,
    map: (value: T) => Promise<U>,
): Promise<Record<string, U>> {
    const entries = Object.entries(record).map(async ([name, value]) => [name, await map(value)] as const);
    return Object.fromEntries(await Promise.all(entries));
}
