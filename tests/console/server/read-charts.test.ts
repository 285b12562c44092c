import {
    CloudWatchClient,
    DescribeAlarmsCommand,
    GetMetricDataCommand,
    type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import type { StackOutputs } from "../../../cli/deployment";
import { chooseSpan, readCharts } from "../../../console/server/read-charts";

const outputs = {
    metricsNamespace: "StripeEventBridge/shop__prod",
    functions: {
        receive: { role: "receiver", functionName: "receive-1", logGroupName: "/receive", service: "receiver" },
        tickets: { role: "subscription", functionName: "tickets-1", logGroupName: "/tickets", service: "tickets" },
    },
    deadLetterQueueUrls: { tickets: "https://sqs.eu-west-1.amazonaws.com/123456789012/tickets-dead-letters" },
} as unknown as StackOutputs;

/** 17:00:30. */
const now = Date.UTC(2026, 10, 27, 17, 0, 30);

describe("readCharts", () => {
    const cloudWatch = mockClient(CloudWatchClient);
    const client = new CloudWatchClient({ region: "eu-west-1" });

    beforeEach(() => {
        cloudWatch.reset();
        cloudWatch
            .on(GetMetricDataCommand)
            .callsFake(({ MetricDataQueries = [] }: { MetricDataQueries: MetricDataQuery[] }) => ({
                MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
                    const isDepth = MetricStat?.Metric?.Namespace === "AWS/SQS";
                    return { Id, Timestamps: isDepth ? [new Date(now - 30_000)] : [], Values: isDepth ? [7] : [] };
                }),
            }));
        cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
    });

    after(() => cloudWatch.restore());

    it("gives each line a value for each period: none is 0 of a count, and nothing of a measure", async () => {
        const { charts, times } = await readCharts(client, outputs, { hours: 1, now });

        const find = (title: string) => charts.find((chart) => chart.title === title)?.series[0];
        expect(times.at(-1)).to.equal((now - 30_000) / 1000);
        expect(find("Received")?.values.at(-1)).to.equal(0);
        expect(find("Dead letters waiting")).to.deep.equal({
            label: "tickets",
            values: [...times.slice(1).map(() => null), 7],
        });
    });

    it("puts an alarm's threshold on the line whose metric it watches, and on no other", async () => {
        const metric = { Namespace: "AWS/SQS", MetricName: "ApproximateNumberOfMessagesVisible", Threshold: 1 };
        const queue = (Value: string) => [{ Name: "QueueName", Value }];
        cloudWatch
            .on(DescribeAlarmsCommand, { NextToken: undefined })
            .resolves({
                MetricAlarms: [
                    { ...metric, AlarmName: "ours", StateValue: "ALARM", Dimensions: queue("tickets-dead-letters") },
                ],
                NextToken: "more",
            })
            .on(DescribeAlarmsCommand, { NextToken: "more" })
            .resolves({
                MetricAlarms: [
                    { ...metric, AlarmName: "another queue's", StateValue: "ALARM", Dimensions: queue("other") },
                ],
            });

        const { charts } = await readCharts(client, outputs, { hours: 1, now });

        expect(charts.flatMap(({ thresholds }) => thresholds)).to.deep.equal([
            { alarm: "ours", line: "tickets", value: 1, state: "ALARM" },
        ]);
        expect(cloudWatch.commandCalls(DescribeAlarmsCommand).length).to.equal(2);
    });

    it("charts on where the role may not read alarms, and says so", async () => {
        cloudWatch.on(DescribeAlarmsCommand).rejects(new Error("not authorized to perform: cloudwatch:DescribeAlarms"));

        const { charts, alarmsUnknown } = await readCharts(client, outputs, { hours: 1, now });

        expect(charts.length).to.equal(6);
        expect(alarmsUnknown).to.equal("not authorized to perform: cloudwatch:DescribeAlarms");
    });

    it("takes longer periods for longer spans", () => {
        const periods = [1, 6, 24, 168].map((hours) => chooseSpan(hours, now).periodSeconds);

        expect(periods).to.deep.equal([60, 300, 900, 3600]);
    });
});
