import type {
    CancelReplayResponse,
    DescribeArchiveResponse,
    DescribeEventBusResponse,
    DescribeReplayResponse,
    DescribeRuleResponse,
    ListArchivesResponse,
    ListEventBusesResponse,
    ListEventSourcesResponse,
    ListReplaysResponse,
    ListRuleNamesByTargetResponse,
    ListRulesResponse,
    ListTargetsByRuleResponse,
    PutEventsResponse,
    PutPartnerEventsResponse,
    PutRuleResponse,
    RemoveTargetsResponse,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../src/aws-error";
import { EventBridge } from "../../../src/services/eventbridge/event-bridge";
import type { Authorize, Call, MetricSink } from "../../../src/services/service";
import type { JsonShape } from "../../../src/services/json-protocol";
import { Store } from "../../../src/store";
import { failure } from "../../../src/testing/failure";
import { type ManualClock, manualClock } from "../../../src/testing/manual-clock";
import { RecordingTarget } from "./recording-target";

export const account = { accountId: "123456789012", region: "eu-central-1" };
export const busArn = "arn:aws:events:eu-central-1:123456789012:event-bus/orders";
export const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:handler";
export const queueArn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters";

export const adminCall: Call = {
    caller: { kind: "admin" },
    requestId: "request",
    headers: {},
    signal: new AbortController().signal,
    authorize: () => undefined,
};

/** Sums of what was put, by `Metric{"Dimension":"value"}`. */
export class MetricSums implements MetricSink {
    readonly sums = new Map<string, number>();

    put(namespace: string, metric: string, dimensions: Readonly<Record<string, string>>, value: number): void {
        const key = `${namespace} ${metric} ${JSON.stringify(dimensions)}`;
        this.sums.set(key, (this.sums.get(key) ?? 0) + value);
    }

    of(metric: string, dimensions: Readonly<Record<string, string>> = {}): number {
        return this.sums.get(`AWS/Events ${metric} ${JSON.stringify(dimensions)}`) ?? 0;
    }
}

/** The answers that tests look into. */
interface Answers {
    CancelReplay: CancelReplayResponse;
    DescribeArchive: DescribeArchiveResponse;
    DescribeEventBus: DescribeEventBusResponse;
    DescribeReplay: DescribeReplayResponse;
    DescribeRule: DescribeRuleResponse;
    ListArchives: ListArchivesResponse;
    ListEventBuses: ListEventBusesResponse;
    ListEventSources: ListEventSourcesResponse;
    ListReplays: ListReplaysResponse;
    ListRuleNamesByTarget: ListRuleNamesByTargetResponse;
    ListRules: ListRulesResponse;
    ListTargetsByRule: ListTargetsByRuleResponse;
    PutEvents: PutEventsResponse;
    PutPartnerEvents: PutPartnerEventsResponse;
    PutRule: PutRuleResponse;
    RemoveTargets: RemoveTargetsResponse;
}

type Answer<Operation extends string> = Operation extends keyof Answers ? JsonShape<Answers[Operation]> : object;

export interface LocalBusOptions {
    /** Where the store is; in memory when undefined. */
    folder?: string;
    clock?: ManualClock;
    /** Wraps the store that the service writes to. */
    wrapStore?: (store: Store) => Store;
    /** What roles may do. @default everything */
    authorize?: Authorize;
    /** Which roles EventBridge may assume. @default each */
    mayAssume?: (roleArn: string, servicePrincipal: string) => boolean;
    /** The jitter of retries, from 0 to 1. @default chance */
    random?: () => number;
    /** Whether it takes up what an earlier one left. @default true */
    started?: boolean;
}

/** The service under test, with a function and a queue that record what they get. */
export interface LocalBus {
    bridge: EventBridge;
    store: Store;
    clock: ManualClock;
    metrics: MetricSums;
    lambda: RecordingTarget;
    queue: RecordingTarget;
    /** Why events are lost. */
    lost: string[];
    call<Name extends string>(operation: Name, input?: object, call?: Partial<Call>): Promise<Answer<Name>>;
    /** Puts one event with this detail; further members override the entry's. */
    put(detail: object, entry?: object): Promise<Answer<"PutEvents">>;
    /** Lets deliveries that are due run to their end; for a store in memory. */
    settle(): Promise<void>;
    close(): Promise<void>;
}

export async function openLocalBus({
    folder,
    clock = manualClock(),
    wrapStore,
    authorize = () => undefined,
    mayAssume = () => true,
    random,
    started = true,
}: LocalBusOptions = {}): Promise<LocalBus> {
    const opened = Store.open(folder);
    const store = wrapStore?.(opened) ?? opened;
    const metrics = new MetricSums();
    const lambda = new RecordingTarget(store, "lambda");
    const queue = new RecordingTarget(store, "queue");
    const lost: string[] = [];
    const services: Record<string, RecordingTarget | EventBridge> = { lambda, sqs: queue };
    const bridge = new EventBridge({
        store,
        clock,
        account,
        metrics,
        target: (arn) => services[arn.split(":")[2] ?? ""],
        authorize,
        mayAssume,
        ...(random === undefined ? {} : { random }),
        observe: (observation) => {
            if (observation.type === "delivery failed" && observation.lost !== undefined) {
                lost.push(observation.lost);
            }
        },
    });
    services.events = bridge;
    await bridge.load();
    if (started) {
        await bridge.start();
    }
    const call = async <Name extends string>(operation: Name, input = {}, overrides: Partial<Call> = {}) => {
        const run = bridge.operations[operation];
        if (run === undefined) {
            throw new Error(`no operation ${operation}`);
        }
        return (await run(input, { ...adminCall, ...overrides })) as Answer<Name>;
    };
    return {
        bridge,
        store,
        clock,
        metrics,
        lambda,
        queue,
        lost,
        call,
        put: (detail, entry = {}) =>
            call("PutEvents", {
                Entries: [
                    {
                        Source: "shop",
                        DetailType: "order.placed",
                        Detail: JSON.stringify(detail),
                        EventBusName: "orders",
                        ...entry,
                    },
                ],
            }),
        settle: () => clock.advance(0),
        close: async () => {
            await bridge.stop();
            opened.close();
        },
    };
}

/** A bus `orders` with a rule `all` for every event from `shop`, whose target `fn` is the function. */
export async function withRule(bus: LocalBus, target: object = {}): Promise<void> {
    await bus.bridge.putBus({ name: "orders" });
    await bus.call("PutRule", { Name: "all", EventBusName: "orders", EventPattern: '{"source":["shop"]}' });
    await bus.call("PutTargets", {
        Rule: "all",
        EventBusName: "orders",
        Targets: [{ Id: "fn", Arn: functionArn, ...target }],
    });
}

/** The AwsError that `promise` rejects with. */
export async function awsError(promise: Promise<unknown>): Promise<AwsError> {
    const error = await failure(promise);
    if (!(error instanceof AwsError)) {
        throw error;
    }
    return error;
}
