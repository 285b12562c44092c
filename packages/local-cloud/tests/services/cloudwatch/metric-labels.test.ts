import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";

import { CloudWatch } from "../../../src/services/cloudwatch/cloudwatch";
import type { Call } from "../../../src/services/service";
import { manualClock } from "../../../src/testing/manual-clock";

const start = Date.UTC(2026, 0, 1);
const call: Call = {
    caller: { kind: "admin" },
    requestId: "request",
    headers: {},
    signal: new AbortController().signal,
    authorize: () => undefined,
};

async function ask(operation: "GetMetricData" | "ListMetrics", input: object): Promise<unknown> {
    return new CloudWatch({ clock: manualClock(start) }).operations[operation]?.(input, call);
}

const getMetricData = (MetricDataQueries: MetricDataQuery[], over: object = {}) =>
    ask("GetMetricData", { MetricDataQueries, StartTime: start / 1000, EndTime: start / 1000 + 60, ...over });

async function labels(...queries: Omit<MetricDataQuery, "Id">[]): Promise<string[]> {
    const answer = await getMetricData(queries.map((query, index) => ({ Id: `q${index}`, ...query })));
    return (answer as { MetricDataResults: { Label: string }[] }).MetricDataResults.map(({ Label }) => Label);
}

const metric = (Stat: string, Period = 60, MetricName = "Sales") => ({
    MetricStat: { Metric: { Namespace: "Shop", MetricName }, Period, Stat },
});

describe("GetMetricData's labels", () => {
    for (const [description, queries, expected] of [
        ["the metric's name", [metric("Sum")], ["Sales"]],
        ["the statistic too where it differs", [metric("Sum"), metric("p99")], ["Sales Sum", "Sales p99"]],
        ["the period too where it differs", [metric("Sum"), metric("Sum", 300)], ["Sales 60", "Sales 300"]],
        [
            "statistic and period where both differ",
            [metric("Sum"), metric("Minimum", 30), metric("Minimum")],
            ["Sales Sum 60", "Sales Minimum 30", "Sales Minimum 60"],
        ],
        ["the names of metrics of one statistic", [metric("Sum"), metric("Sum", 60, "Tax")], ["Sales", "Tax"]],
        ["what the query says", [{ ...metric("Sum"), Label: "Total" }, metric("Average")], ["Total", "Sales Average"]],
        [
            "those of what is shown alone, by all that is asked for",
            [{ ...metric("Sum"), ReturnData: false }, metric("Average")],
            ["Sales Average"],
        ],
    ] as const) {
        it(`are ${description}`, async () => {
            expect(await labels(...queries)).to.deep.equal(expected);
        });
    }
});

describe("what CloudWatch does not do here", () => {
    const query = { Id: "q", ...metric("Sum") };
    for (const [description, asked, named] of [
        [
            "a dynamic label",
            () => getMetricData([{ ...query, Label: "max ${MAX}" }]),
            "dynamic labels: q has max ${MAX}",
        ],
        [
            "a time zone of labels",
            () => getMetricData([query], { LabelOptions: { Timezone: "+0100" } }),
            "LabelOptions",
        ],
        ["an expression", () => getMetricData([query, { Id: "e", Expression: "q * 2" }]), "Expression"],
        ["another account's metric", () => getMetricData([{ ...query, AccountId: "210987654321" }]), "AccountId"],
        [
            "linked accounts' metrics",
            () => ask("ListMetrics", { IncludeLinkedAccounts: true }),
            "IncludeLinkedAccounts",
        ],
        ["another account's metrics", () => ask("ListMetrics", { OwningAccount: "210987654321" }), "OwningAccount"],
    ] as const) {
        it(`is refused by name: ${description}`, async () => {
            const error: unknown = await asked().catch((thrown: unknown) => thrown);

            expect(error).to.deep.include({
                code: "InvalidParameterValueException",
                message: `The local cloud does not have ${named}.`,
            });
        });
    }
});
