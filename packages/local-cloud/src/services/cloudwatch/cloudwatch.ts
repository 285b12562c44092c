import type {
    GetMetricDataInput,
    GetMetricStatisticsInput,
    ListMetricsInput,
    PutMetricDataInput,
} from "@aws-sdk/client-cloudwatch";

import type { Clock } from "../../clock";
import type { Observe } from "../../observation";
import type { Store } from "../../store";
import { clientSchemas } from "../client-schemas";
import type { Account, JsonService, Lifecycle, MetricSink, MetricTiming, Operation } from "../service";
import type { JsonShape } from "../json-protocol";
import type { FindTarget } from "./alarms/actions";
import { alarmOperations } from "./alarms/alarm-operations";
import { Alarms } from "./alarms/alarms";
import { WatchedMetrics } from "./alarms/watched-metrics";
import { getMetricData } from "./get-metric-data";
import { getMetricStatistics } from "./get-metric-statistics";
import { listMetrics } from "./list-metrics";
import { MetricStore } from "./metric-store";
import { isTimely, putMetricData } from "./put-metric-data";
import type { MetricName } from "./series";

export interface CloudWatchDeps {
    store: Store;
    clock: Clock;
    account: Account;
    /** Who takes messages for an ARN: the actions of alarms. */
    target: FindTarget;
    observe?: Observe | undefined;
}

/** CloudWatch's metrics, in memory: what the services of the local cloud and its programs put. And the alarms on them. */
export class CloudWatch implements JsonService, MetricSink, Lifecycle {
    readonly name = "CloudWatch";
    readonly targetPrefix = "GraniteServiceVersion20100801";
    readonly jsonVersion = "1.0";
    readonly query = { version: "2010-08-01", namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" };
    readonly operations: Readonly<Record<string, Operation>>;
    private readonly store = new MetricStore();
    private readonly watched: WatchedMetrics;
    readonly alarms: Alarms;

    constructor(private readonly deps: CloudWatchDeps) {
        this.watched = new WatchedMetrics(deps.clock);
        this.alarms = new Alarms({ ...deps, metrics: this.watched });
        this.operations = {
            PutMetricData: async (input: JsonShape<PutMetricDataInput>, call) => {
                call.authorize("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": input.Namespace ?? "" });
                putMetricData(input, (...value) => this.add(...value), this.now());
                return {};
            },
            GetMetricData: async (input: JsonShape<GetMetricDataInput>, call) => {
                call.authorize("cloudwatch:GetMetricData", "*");
                return getMetricData(input, this.store, this.now());
            },
            GetMetricStatistics: async (input: JsonShape<GetMetricStatisticsInput>, call) => {
                call.authorize("cloudwatch:GetMetricStatistics", "*");
                return getMetricStatistics(input, this.store, this.now());
            },
            ListMetrics: async (input: ListMetricsInput, call) => {
                call.authorize("cloudwatch:ListMetrics", "*");
                return listMetrics(input, this.store);
            },
            ...alarmOperations(this.alarms),
        };
    }

    get schemas() {
        return clientSchemas("@aws-sdk/client-cloudwatch");
    }

    put(
        namespace: string,
        metric: string,
        dimensions: Readonly<Record<string, string>>,
        value: number,
        unit = "None",
        { at: instant }: MetricTiming = {},
    ): void {
        const now = this.now();
        const at = instant === undefined ? now : instant / 1000;
        if (isTimely(at, now)) {
            this.add({ namespace, metric, dimensions }, unit, at, value);
        }
    }

    /** Before any service starts: each may put what alarms are about. */
    load(): Promise<void> {
        return this.alarms.load();
    }

    start(): Promise<void> {
        return this.alarms.start();
    }

    stop(): Promise<void> {
        return this.alarms.stop();
    }

    /** @param at seconds since the epoch */
    private add(name: MetricName, unit: string, at: number, value: number): void {
        const series = this.store.ensureSeries(name, unit);
        series.add(at, this.now(), value);
        this.watched.put(series, at, value);
    }

    /** Seconds since the epoch. */
    private now(): number {
        return this.deps.clock.now() / 1000;
    }
}
