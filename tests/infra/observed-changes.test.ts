import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

import { StripeBus } from "../../infra/bus";
import { WebhookIngress } from "../../infra/ingress";
import { Observability } from "../../infra/observability";
import { BillingStore } from "../../infra/persistence";
import { readSettings } from "../../infra/settings";
import { countedMetrics } from "./counted-metrics";
import { type Registered, runProgram } from "./run-program";

describe("Observability of a change subscriber", function () {
    this.timeout(30_000);
    let resources: readonly Registered[];

    before(async () => {
        ({ resources } = await runProgram(() => {
            const settings = readSettings();
            const store = new BillingStore("billing", settings);
            const bus = new StripeBus("stripe", settings);
            const ingress = new WebhookIngress("webhook", { bus, ...settings });
            bus.on("billing-state", "*", store.recorder());
            store.on("dunning", "invoice", { status: "uncollectible" }, () => undefined);
            new Observability("stripe", { ingress, bus, store, ...settings });
        }));
    });

    const alarms = () =>
        resources
            .filter(({ type, name }) => type.endsWith(":MetricAlarm") && /-(dunning|changes)-/.test(name))
            .map(({ name, inputs }) => ({ name, inputs }));

    it("raises exactly these alarms", () => {
        const summary = alarms().map(({ name, inputs }): unknown[] => [
            name,
            `${inputs.metricName} ${inputs.statistic} >= ${inputs.threshold}`,
            Object.values(inputs.dimensions as object).join(),
            `${inputs.datapointsToAlarm} of ${inputs.evaluationPeriods} × ${inputs.period} s`,
            inputs.treatMissingData,
        ]);

        expect(summary).to.have.deep.members([
            [
                "stripe-dunning-behind",
                "IteratorAge Maximum >= 900000",
                "dunning-name",
                "1 of 1 × 300 s",
                "notBreaching",
            ],
            [
                "stripe-dunning-dead-letters",
                "ApproximateNumberOfMessagesVisible Maximum >= 1",
                "dunning-dead-letters-name",
                "1 of 1 × 300 s",
                "ignore",
            ],
            [
                "stripe-dunning-lost",
                "DestinationDeliveryFailures Sum >= 1",
                "dunning-name",
                "1 of 1 × 300 s",
                "notBreaching",
            ],
            ["stripe-dunning-throttled", "Throttles Sum >= 1", "dunning-name", "3 of 3 × 300 s", "notBreaching"],
            [
                "stripe-changes-writes-throttled",
                "WriteThrottleEvents Sum >= 1",
                "billing-changes-name",
                "1 of 1 × 300 s",
                "notBreaching",
            ],
        ]);
    });

    it("explains them, in words that CloudWatch takes and in docs/deploying.md", () => {
        const page = readFileSync(path.resolve(__dirname, "../../docs/deploying.md"), "utf8");
        for (const { name, inputs } of alarms()) {
            expect((inputs.alarmDescription as string).length, name).to.be.within(80, 1024);
            expect(page).to.contain(
                `| \`${name.replace("stripe-dunning", "SUBSCRIPTION").replace("stripe-changes", "TABLE")}\``,
            );
        }
    });

    it("charts exactly what it counts, and how far it is behind", () => {
        const dashboard = resources.find(({ type }) => type.endsWith(":Dashboard"))?.inputs.dashboardBody as string;
        const { widgets } = JSON.parse(dashboard) as {
            widgets: { properties: { title: string; metrics?: unknown[][] } }[];
        };
        const own = widgets.filter(({ properties }) => properties.title.startsWith("dunning: "));
        const names = own.flatMap(({ properties }) =>
            (properties.metrics ?? []).map(([namespace, name]) => `${namespace as string} ${name as string}`),
        );

        expect(own.map(({ properties }) => properties.title)).to.deep.equal([
            "dunning: changes",
            "dunning: duration and delay",
            "dunning: dead letters",
        ]);
        expect(names.filter((name) => name.startsWith("StripeEventBridge/")).sort()).to.deep.equal(
            (countedMetrics()["change-subscriber.ts"] ?? []).map(
                (name) => `StripeEventBridge/stripe-eventbridge__test ${name}`,
            ),
        );
        expect(names).to.include("AWS/Lambda IteratorAge");
    });
});
