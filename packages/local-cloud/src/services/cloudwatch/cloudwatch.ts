import type {
    GetMetricDataInput,
    GetMetricStatisticsInput,
    ListMetricsInput,
    PutMetricDataInput,
} from "@aws-sdk/client-cloudwatch";

import type { Clock } from "../../clock";
import { clientSchemas } from "../client-schemas";
import type { Call, JsonService, MetricSink, MetricTiming, Operation } from "../service";
import { refuseMembers } from "../refuse-members";
import { pageAt } from "../page-at";
import type { JsonShape } from "../json-protocol";
import { invalidToken, invalidValue } from "./errors";
import { getMetricData } from "./get-metric-data";
import { getMetricStatistics } from "./get-metric-statistics";
import { MetricStore } from "./metric-store";
import { isTimely, putMetricData } from "./put-metric-data";

const metricsPerPage = 500;
const threeHours = 3 * 3_600;

/** CloudWatch's metrics: what the services of the local cloud and its programs put, in memory. */
export class CloudWatch implements JsonService, MetricSink {
    readonly name = "CloudWatch";
    readonly targetPrefix = "GraniteServiceVersion20100801";
    readonly jsonVersion = "1.0";
    readonly query = { version: "2010-08-01", namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" };
    readonly operations: Readonly<Record<string, Operation>> = {
        PutMetricData: async (input: JsonShape<PutMetricDataInput>, call) => {
            call.authorize("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": input.Namespace ?? "" });
            putMetricData(input, this.store, this.now());
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
        ListMetrics: (input: ListMetricsInput, call) => this.listMetrics(input, call),
    };
    private readonly store = new MetricStore();

    constructor(private readonly deps: { clock: Clock }) {}

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
            const series = this.store.ensureSeries({ namespace, metric, dimensions }, unit);
            series.add(at, now, value);
        }
    }

    private async listMetrics(input: ListMetricsInput, call: Call): Promise<object> {
        call.authorize("cloudwatch:ListMetrics", "*");
        refuseMembers(input, ["IncludeLinkedAccounts", "OwningAccount"], invalidValue);
        const oldest = input.RecentlyActive === "PT3H" ? this.now() - threeHours : 0;
        const metrics = this.store
            .names()
            .filter(({ name, lastAt }) => lastAt >= oldest && isListed(name, input))
            .map(({ name }) => ({
                Namespace: name.namespace,
                MetricName: name.metric,
                Dimensions: Object.entries(name.dimensions).map(([Name, Value]) => ({ Name, Value })),
            }));
        const { page, next } = pageAt(metrics, metricsPerPage, input.NextToken, invalidToken);
        return { Metrics: page, NextToken: next };
    }

    /** Seconds since the epoch. */
    private now(): number {
        return this.deps.clock.now() / 1000;
    }
}

function isListed(
    name: { namespace: string; metric: string; dimensions: Readonly<Record<string, string>> },
    { Namespace: namespace, MetricName: metric, Dimensions: dimensions = [] }: ListMetricsInput,
): boolean {
    return (
        (namespace === undefined || name.namespace === namespace) &&
        (metric === undefined || name.metric === metric) &&
        dimensions.every(({ Name = "", Value }) => {
            return Object.hasOwn(name.dimensions, Name) && (Value === undefined || name.dimensions[Name] === Value);
        })
    );
}
