import { expect } from "chai";

import { StripeBus } from "../../infra/bus";
import { WebhookIngress } from "../../infra/ingress";
import { Observability } from "../../infra/observability";
import { BillingStore } from "../../infra/persistence";
import { readSettings } from "../../infra/settings";
import { runProgram, withOneCode } from "./run-program";

describe("a stack with more alarms than a rule may name", function () {
    this.timeout(120_000);

    it("has an alarm for each cause, by which the one over all names them, and which tells nobody", async () => {
        const names = Array.from({ length: 25 }, (_, index) => `number-${index}`);

        const { resources } = await runProgram(() => {
            const settings = readSettings();
            const store = new BillingStore("billing", settings);
            const bus = new StripeBus("stripe", settings);
            withOneCode(() => names.forEach((name) => bus.on(name, "customer.created", () => undefined)));
            const ingress = new WebhookIngress("webhook", { bus, ...settings });
            new Observability("stripe", { ingress, bus, store, ...settings });
        });

        const composite = resources.filter(({ type }) => type.endsWith(":CompositeAlarm"));
        const rule = (name: string) =>
            (composite.find((one) => one.name === name)?.inputs.alarmRule as string).split(" OR ");
        expect(resources.filter(({ type }) => type.endsWith(":MetricAlarm"))).to.have.length.above(100);
        expect(composite.every(({ inputs }) => ((inputs.alarmActions ?? []) as unknown[]).length === 0)).to.equal(true);
        expect(rule("stripe")).to.have.members([
            ...["events-too-large", "signatures-refused", "requests-throttled"].map(
                (one) => `ALARM("stripe-${one}-name")`,
            ),
            ...["the-webhook", "the-tables", ...names].map((one) => `ALARM("stripe-eventbridge__test-${one}")`),
        ]);
        expect(rule("stripe-number-7")).to.have.length(4);
    });
});
