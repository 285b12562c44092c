import {
    CloudWatchClient,
    GetMetricDataCommand,
    type GetMetricDataCommandInput,
    GetMetricStatisticsCommand,
    ListMetricsCommand,
    type ListMetricsCommandInput,
    type MetricDatum,
    type MetricStat,
    PutMetricDataCommand,
    type StandardUnit,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";

import { decodeCbor, encodeCbor } from "../../../src/endpoint/cbor";
import { CloudWatch } from "../../../src/services/cloudwatch/cloudwatch";
import { failure } from "../../../src/testing/failure";
import { type ManualClock, manualClock } from "../../../src/testing/manual-clock";
import { Store } from "../../../src/store";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 0, 1);

describe("CloudWatch", () => {
    let clock: ManualClock;
    let cloudwatch: CloudWatch;
    let running: RunningEndpoint;
    let client: CloudWatchClient;

    beforeEach(async () => {
        clock = manualClock(start);
        cloudwatch = new CloudWatch({ clock, store: Store.open(undefined), account, target: () => undefined });
        running = await startEndpoint({ services: [cloudwatch] });
        client = new CloudWatchClient(running.config());
    });
    afterEach(async () => {
        client.destroy();
        await running.stop();
    });

    const put = (...MetricData: MetricDatum[]) =>
        client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData }));
    const stat = (Stat: string, MetricName = "Sales", Period = 60): MetricStat => ({
        Metric: { Namespace: "Shop", MetricName },
        Period,
        Stat,
    });
    async function data(
        queries: GetMetricDataCommandInput["MetricDataQueries"],
        over: Partial<GetMetricDataCommandInput> = {},
    ): Promise<Record<string, number[] | undefined>> {
        const range = { StartTime: new Date(start), EndTime: new Date(clock.now() + minute) };
        const input = { MetricDataQueries: queries, ScanBy: "TimestampAscending" as const, ...range, ...over };
        const { MetricDataResults: results = [] } = await client.send(new GetMetricDataCommand(input));
        return Object.fromEntries(results.map(({ Id = "", Values }) => [Id, Values]));
    }

    it("gives each statistic of a period's values", async () => {
        await put(...[1, 2, 2, 3, 10].map((Value) => ({ MetricName: "Sales", Value, Unit: "Count" as const })));

        const { Datapoints } = await client.send(
            new GetMetricStatisticsCommand({
                Namespace: "Shop",
                MetricName: "Sales",
                StartTime: new Date(start),
                EndTime: new Date(start + 5 * minute),
                Period: 300,
                Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
            }),
        );

        expect(Datapoints).to.deep.equal([
            {
                Timestamp: new Date(start),
                Unit: "Count",
                SampleCount: 5,
                Sum: 18,
                Average: 3.6,
                Minimum: 1,
                Maximum: 10,
            },
        ]);
    });

    it("gives percentiles within one percent", async () => {
        await put(
            ...[-1, 0, 1].flatMap((sign) =>
                Array.from({ length: 100 }, (_, index) => index + 1).map((n) => ({
                    MetricName: "Latency",
                    Value: sign * n,
                })),
            ),
        );

        const percentile = async (name: string) =>
            (await data([{ Id: "q", MetricStat: stat(name, "Latency") }])).q?.[0];

        expect(await percentile("p1")).to.be.within(-99, -96);
        expect(await percentile("Median")).to.equal(0);
        expect(await percentile("p99.5")).to.be.within(97.5, 100);
    });

    it("keeps periods apart, and orders them as asked", async () => {
        for (const value of [1, 2, 3]) {
            await put({ MetricName: "Sales", Value: value });
            await clock.advance(minute);
        }

        const query = [{ Id: "q", MetricStat: stat("Sum") }];

        expect(await data(query)).to.deep.equal({ q: [1, 2, 3] });
        expect(await data(query, { ScanBy: undefined })).to.deep.equal({ q: [3, 2, 1] });
        expect(await data([{ Id: "q", MetricStat: stat("Sum", "Sales", 120) }])).to.deep.equal({ q: [3, 3] });
        expect(await data(query, { EndTime: new Date(start + 2 * minute) })).to.deep.equal({ q: [1, 2] });
    });

    it("tells metrics apart by their dimensions, in any order, and by unit when asked", async () => {
        const NL = { Name: "Country", Value: "NL" };
        const web = { Name: "Channel", Value: "web" };
        await put(
            { MetricName: "Sales", Value: 1, Dimensions: [NL, web] },
            { MetricName: "Sales", Value: 2, Dimensions: [NL] },
            { MetricName: "Sales", Value: 4, Unit: "Count" },
            { MetricName: "Sales", Value: 8, Unit: "Bytes" },
        );
        const of = (Dimensions: (typeof NL)[], Unit?: "Count") => ({
            ...stat("Sum"),
            Metric: { Namespace: "Shop", MetricName: "Sales", Dimensions },
            Unit,
        });

        const results = await data([
            { Id: "both", MetricStat: of([web, NL]) },
            { Id: "one", MetricStat: of([NL]) },
            { Id: "units", MetricStat: of([]) },
            { Id: "count", MetricStat: of([], "Count") },
            { Id: "nothing", MetricStat: of([web]) },
        ]);

        expect(results).to.deep.equal({ both: [1], one: [2], units: [12], count: [4], nothing: [] });
    });

    it("takes values in CloudWatch's units alone", async () => {
        await put({ MetricName: "Traffic", Value: 1, Unit: "Gigabits/Second" });

        const refused = await failure(put({ MetricName: "Traffic", Value: 1, Unit: "Foo" as StandardUnit }));

        expect(refused.name).to.equal("InvalidParameterValueException");
        expect(refused.message).to.contain("Foo");
    });

    it("puts a service's values where they say that they belong, unless that is too long ago", async () => {
        await clock.advance(10 * minute);
        const put = (at: number) => cloudwatch.put("Shop", "Sales", {}, 1, "Count", { at });

        put(start + 2 * minute);
        put(start + 2 * minute + 1000);
        put(start - 15 * 24 * hour);
        put(start + 3 * hour);
        const input = { MetricName: "Sales", Namespace: "Shop", Statistics: ["Sum" as const] };
        const range = { StartTime: new Date(start - 20 * 24 * hour), EndTime: new Date(start + 4 * hour) };
        const byHour = await client.send(new GetMetricStatisticsCommand({ ...input, ...range, Period: 3600 }));
        const results = await data([{ Id: "q", MetricStat: stat("Sum") }]);

        expect(byHour.Datapoints?.map(({ Sum, Timestamp }) => [Sum, Timestamp?.getTime()])).to.deep.equal([[2, start]]);
        expect(results).to.deep.equal({ q: [2] });
    });

    it("keeps values by the minute for a day, and by the hour for longer", async () => {
        await put({ MetricName: "Sales", Value: 7 });
        await clock.advance(30 * hour);
        await put({ MetricName: "Sales", Value: 8 });

        const results = await data([
            { Id: "hours", MetricStat: stat("Sum", "Sales", 3600) },
            { Id: "minutes", MetricStat: stat("Sum", "Sales", 60) },
        ]);

        expect(results.hours).to.deep.equal([7, 8]);
        expect(results.minutes).to.include(8);
    });

    it("takes no more memory for more values", () => {
        const dimensions = { FunctionName: "f" };
        const values = () => {
            for (let index = 0; index < 50_000; index++) {
                cloudwatch.put("AWS/Lambda", "Duration", dimensions, 1 + (index % 1000), "Milliseconds");
            }
        };
        const size = () =>
            JSON.stringify(cloudwatch["store"], (_, value: unknown) => (value instanceof Map ? [...value] : value))
                .length;
        values();
        const before = size();

        values();

        expect(size() - before).to.be.lessThan(before / 2);
    });

    it("lists metrics, by namespace, name and dimensions", async () => {
        cloudwatch.put("AWS/Events", "Invocations", { RuleName: "r" }, 1, "Count");
        await clock.advance(4 * hour);
        await put({ MetricName: "Sales", Value: 1, Unit: "Count" }, { MetricName: "Sales", Value: 1, Unit: "Bytes" });

        const names = async (input: ListMetricsCommandInput) =>
            (await client.send(new ListMetricsCommand(input))).Metrics?.map(({ MetricName }) => MetricName);

        expect(await names({})).to.deep.equal(["Invocations", "Sales"]);
        expect(await names({ Namespace: "Shop" })).to.deep.equal(["Sales"]);
        expect(await names({ Dimensions: [{ Name: "RuleName" }] })).to.deep.equal(["Invocations"]);
        expect(await names({ Dimensions: [{ Name: "RuleName", Value: "x" }] })).to.deep.equal([]);
    });

    it("refuses data that AWS refuses, and then takes none of the request", async () => {
        const good: MetricDatum = { MetricName: "Sales", Value: 1 };
        const refused: [MetricDatum, string][] = [
            [{ MetricName: "", Value: 1 }, "MissingRequiredParameterException"],
            [{ MetricName: "x" }, "InvalidParameterCombinationException"],
            // What AWS has and the local cloud does not.
            [{ MetricName: "x", Values: [1, 2] }, "InvalidParameterValueException"],
            [
                { MetricName: "x", Value: 1, Timestamp: new Date(start - 15 * 24 * hour) },
                "InvalidParameterValueException",
            ],
            [{ MetricName: "x", Value: 1, Timestamp: new Date(start + 3 * hour) }, "InvalidParameterValueException"],
            [{ MetricName: "x", Value: 2 ** 361 }, "InvalidParameterValueException"],
            [{ MetricName: "x", Value: 1, Dimensions: [{ Name: "a", Value: "" }] }, "InvalidParameterValueException"],
        ];

        for (const [datum, name] of refused) {
            expect(await failure(put(good, datum)), JSON.stringify(datum)).to.include({ name });
        }
        const reserved = client.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData: [good] }));
        expect(await failure(reserved)).to.include({ name: "InvalidParameterValueException" });
        expect(await data([{ Id: "q", MetricStat: stat("Sum") }])).to.deep.equal({ q: [] });
    });

    it("reads large requests, which clients send gzipped", async () => {
        const MetricData = Array.from({ length: 1000 }, (_, index) => ({ MetricName: "Sales", Value: index }));

        await put(...MetricData);

        expect(await data([{ Id: "q", MetricStat: stat("SampleCount") }])).to.deep.equal({ q: [1000] });
    });

    it("lets a role put into the namespaces that its policy names", async () => {
        const credentials = await roleWith(running.iam, "receiver", [
            {
                Effect: "Allow",
                Action: "cloudwatch:PutMetricData",
                Resource: "*",
                Condition: { StringEquals: { "cloudwatch:namespace": "Shop" } },
            },
        ]);
        const asRole = new CloudWatchClient(running.config(credentials));
        const putInto = (Namespace: string) =>
            asRole.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "a", Value: 1 }] }));

        await putInto("Shop");
        const other = await failure(putInto("Other"));
        asRole.destroy();

        expect(other.name).to.equal("AccessDeniedException");
    });

    it("speaks CBOR, instants tagged", async () => {
        await put({ MetricName: "Sales", Value: 1.5 });
        const call = (operation: string, input: object) =>
            fetch(`${running.endpoint.url}/service/GraniteServiceVersion20100801/operation/${operation}`, {
                method: "POST",
                headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
                body: encodeCbor(input),
            });
        const seconds = start / 1000;
        const query = {
            Namespace: "Shop",
            MetricName: "Sales",
            StartTime: seconds,
            EndTime: seconds + 60,
            Period: 60,
            Statistics: ["Sum"],
        };

        const answer = await call("GetMetricStatistics", query);
        const bytes = Buffer.from(await answer.arrayBuffer());
        const refused = await call("GetMetricStatistics", { ...query, Period: 7 });

        expect(answer.headers.get("smithy-protocol")).to.equal("rpc-v2-cbor");
        expect(decodeCbor(bytes)).to.deep.equal({
            Label: "Sales",
            Datapoints: [{ Timestamp: seconds, Unit: "None", Sum: 1.5 }],
        });
        expect(bytes.includes(Buffer.of(0xc1, 0x1a))).to.equal(true);
        expect(refused.status).to.equal(400);
        expect(refused.headers.get("x-amzn-query-error")).to.equal("InvalidParameterValue;Sender");
        expect(decodeCbor(Buffer.from(await refused.arrayBuffer()))).to.include({
            __type: "InvalidParameterValueException",
        });
    });
});
