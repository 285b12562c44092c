import {
    CloudWatchClient,
    DescribeAlarmsCommand,
    type DescribeAlarmsCommandInput,
    SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";

import type { Observation } from "../../../../src/observation";
import type { MetricAlarmInput } from "../../../../src/services/cloudwatch/alarms/alarm";
import { CloudWatch } from "../../../../src/services/cloudwatch/cloudwatch";
import type { HandoverContext, MessageTarget } from "../../../../src/services/service";
import { Store } from "../../../../src/store";
import { failure } from "../../../../src/testing/failure";
import { type ManualClock, manualClock } from "../../../../src/testing/manual-clock";
import { account, roleWith, type RunningEndpoint, startEndpoint } from "../../../running-endpoint";

const minute = 60_000;
const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:tell";

describe("Alarms", () => {
    let clock: ManualClock;
    let store: Store;
    let cloudwatch: CloudWatch;
    let running: RunningEndpoint;
    let client: CloudWatchClient;
    let told: { arn: string; body: Record<string, unknown>; context: HandoverContext }[];
    let observed: Observation[];
    let target: MessageTarget | undefined;

    function make(): CloudWatch {
        return new CloudWatch({
            clock,
            store,
            account,
            target: () => target,
            observe: (observation) => observed.push(observation),
        });
    }
    beforeEach(async () => {
        clock = manualClock();
        store = Store.open(undefined);
        told = [];
        observed = [];
        target = {
            handOver: (arn, body, context) =>
                Promise.resolve({
                    writes: [store.collection("told").put(String(told.length), body)],
                    done: () => void told.push({ arn, body: JSON.parse(body) as Record<string, unknown>, context }),
                }),
        };
        cloudwatch = make();
        await cloudwatch.start();
        running = await startEndpoint({ services: [cloudwatch] });
        client = new CloudWatchClient(running.config());
    });
    afterEach(async () => {
        client.destroy();
        await running.stop();
        await cloudwatch.stop();
        store.close();
    });

    const metricAlarm = (AlarmName: string, over: Partial<MetricAlarmInput> = {}) =>
        cloudwatch.alarms.put({
            type: "MetricAlarm",
            input: {
                AlarmName,
                Namespace: "Shop",
                MetricName: "Failures",
                Dimensions: [{ Name: "Till", Value: "1" }],
                Statistic: "Sum",
                Period: 300,
                EvaluationPeriods: 1,
                Threshold: 3,
                ComparisonOperator: "GreaterThanOrEqualToThreshold",
                TreatMissingData: "notBreaching",
                ...over,
            },
        });
    const compositeAlarm = (AlarmName: string, AlarmRule: string, over = {}) =>
        cloudwatch.alarms.put({ type: "CompositeAlarm", input: { AlarmName, AlarmRule, ...over } });
    const fail = (count: number) => cloudwatch.put("Shop", "Failures", { Till: "1" }, count, "Count");
    async function states(over: DescribeAlarmsCommandInput = {}): Promise<Record<string, string | undefined>> {
        const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
            new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], ...over }),
        );
        return Object.fromEntries(
            [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]),
        );
    }

    it("goes into ALARM within a minute of the value that crosses its threshold, and back when it is past", async () => {
        await metricAlarm("failures");
        expect(await states()).to.deep.equal({ failures: "INSUFFICIENT_DATA" });
        await clock.advance(minute);
        expect(await states()).to.deep.equal({ failures: "OK" });

        fail(2);
        await clock.advance(minute);
        expect(await states()).to.deep.equal({ failures: "OK" });
        fail(1);
        await clock.advance(minute);
        expect(await states()).to.deep.equal({ failures: "ALARM" });

        await clock.advance(20 * minute);
        expect(await states()).to.deep.equal({ failures: "OK" });
    });

    it("takes another metric, another till and another unit for another", async () => {
        await metricAlarm("failures", { Unit: "Count" });
        cloudwatch.put("Shop", "Failures", { Till: "2" }, 9, "Count");
        cloudwatch.put("Shop", "Failures", { Till: "1" }, 9, "None");
        cloudwatch.put("Shop", "Sales", { Till: "1" }, 9, "Count");

        await clock.advance(2 * minute);

        expect(await states()).to.deep.equal({ failures: "OK" });
    });

    it("needs M of N periods", async () => {
        await metricAlarm("failures", { Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
        fail(3);
        await clock.advance(minute);
        expect(await states()).to.deep.equal({ failures: "OK" });

        await clock.advance(minute);
        fail(3);
        await clock.advance(minute);

        expect(await states()).to.deep.equal({ failures: "ALARM" });
    });

    it("tells a function what has changed, in AWS's form, and once", async () => {
        await metricAlarm("failures", {
            AlarmDescription: "Too many",
            AlarmActions: [functionArn],
            OKActions: [functionArn],
        });
        await clock.advance(minute);
        fail(5);
        await clock.advance(3 * minute);

        expect(told.map(({ arn, body }) => [arn, (body.alarmData as { state: object }).state])).to.have.length(2);
        const [, { body, context }] = told as [unknown, (typeof told)[0]];
        expect(context).to.include({
            principal: "lambda.alarms.cloudwatch.amazonaws.com",
            sourceArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:failures",
        });
        expect(body).to.deep.include({
            source: "aws.cloudwatch",
            alarmArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:failures",
            accountId: "123456789012",
            region: "eu-west-1",
        });
        const data = body.alarmData as Record<string, Record<string, unknown>>;
        expect(data.state).to.include({ value: "ALARM" });
        expect(data.previousState).to.include({ value: "OK" });
        expect(JSON.parse(data.state?.reasonData as string)).to.deep.include({ recentDatapoints: [5], threshold: 3 });
        expect(data.configuration).to.deep.include({ description: "Too many" });
    });

    it("puts on disk at once that it has changed and what it hands over", async () => {
        await metricAlarm("failures", { AlarmActions: [functionArn] });
        fail(5);
        await clock.advance(minute);

        const again = make();
        await again.load();
        await cloudwatch.stop();
        cloudwatch = again;
        await cloudwatch.start();
        const { MetricAlarms: [alarm] = [] } = (await again.operations.DescribeAlarms?.({}, {
            authorize: () => undefined,
        } as never)) as { MetricAlarms: { StateValue: string }[] };
        expect(alarm?.StateValue).to.equal("ALARM");
        expect(await store.collection("told").get("0")).to.be.a("string");
    });

    it("says of an action that nobody takes", async () => {
        target = undefined;
        await metricAlarm("failures", { AlarmActions: [functionArn] });
        fail(5);
        await clock.advance(minute);

        expect(observed.filter(({ type }) => type === "alarm action failed")).to.deep.equal([
            {
                type: "alarm action failed",
                alarmName: "failures",
                action: functionArn,
                error: { type: "Error", message: "the local cloud has no such action" },
            },
        ]);
        expect(await states()).to.deep.equal({ failures: "ALARM" });
    });

    it("tells nobody while actions are off", async () => {
        await metricAlarm("failures", { AlarmActions: [functionArn], ActionsEnabled: false });
        fail(5);
        await clock.advance(minute);

        expect(await states()).to.deep.equal({ failures: "ALARM" });
        expect(told).to.deep.equal([]);
    });

    describe("of alarms", () => {
        beforeEach(async () => {
            await metricAlarm("few", { Threshold: 1 });
            await metricAlarm("many", { Threshold: 10 });
            await compositeAlarm("any", "ALARM(few) OR ALARM(many)", {
                AlarmActions: [functionArn],
                OKActions: [functionArn],
            });
            await compositeAlarm("outer", `ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:any")`);
            await clock.advance(minute);
            told.length = 0;
        });

        it("tells once of one cause, however many of them it has, and once when all is over", async () => {
            const values = () => told.map(({ body }) => (body.alarmData as { state: { value: string } }).state.value);
            fail(2);
            await clock.advance(minute);
            expect(await states()).to.deep.equal({ few: "ALARM", many: "OK", any: "ALARM", outer: "ALARM" });
            fail(10);
            await clock.advance(2 * minute);
            expect(await states()).to.deep.equal({ few: "ALARM", many: "ALARM", any: "ALARM", outer: "ALARM" });
            expect(values()).to.deep.equal(["ALARM"]);

            await clock.advance(60 * minute);

            expect(await states()).to.deep.equal({ few: "OK", many: "OK", any: "OK", outer: "OK" });
            expect(values()).to.deep.equal(["ALARM", "OK"]);
            const { alarmData } = told[0]?.body as { alarmData: { configuration: object } };
            expect(alarmData.configuration).to.deep.equal({ alarmRule: "ALARM(few) OR ALARM(many)" });
        });

        it("describes them by type, state, prefix and parent; without types only metric alarms", async () => {
            fail(2);
            await clock.advance(minute);

            expect(await states({ AlarmTypes: undefined })).to.have.all.keys("few", "many");
            expect(await states({ AlarmTypes: ["CompositeAlarm"] })).to.have.all.keys("any", "outer");
            expect(await states({ StateValue: "ALARM" })).to.have.all.keys("few", "any", "outer");
            expect(await states({ AlarmNamePrefix: "o" })).to.have.all.keys("outer");
            expect(await states({ AlarmNames: ["few", "any", "none"] })).to.have.all.keys("few", "any");
            expect(await states({ ChildrenOfAlarmName: "any" })).to.have.all.keys("few", "many");
        });

        it("comes to rest in a cycle of composite alarms", async () => {
            await compositeAlarm("a", "NOT ALARM(b)");
            await compositeAlarm("b", "ALARM(a)");

            await clock.advance(3 * minute);

            expect(await states({ AlarmNames: ["a", "b"] })).to.have.all.keys("a", "b");
        });
    });

    it("takes a state that a person sets until the next evaluation", async () => {
        await metricAlarm("failures", { AlarmActions: [functionArn] });
        await clock.advance(minute);
        await client.send(
            new SetAlarmStateCommand({ AlarmName: "failures", StateValue: "ALARM", StateReason: "a test" }),
        );
        expect(await states()).to.deep.equal({ failures: "ALARM" });
        expect(told).to.have.length(1);

        await clock.advance(minute);

        expect(await states()).to.deep.equal({ failures: "OK" });
    });

    it("refuses to set a state with data that are not JSON", async () => {
        await metricAlarm("failures");
        const input = {
            AlarmName: "failures",
            StateValue: "ALARM" as const,
            StateReason: "a test",
            StateReasonData: "{",
        };

        expect((await failure(client.send(new SetAlarmStateCommand(input)))).message).to.include("must be JSON");
        expect(await states()).to.deep.equal({ failures: "INSUFFICIENT_DATA" });
    });

    it("is gone once it is deleted", async () => {
        await metricAlarm("failures");
        await cloudwatch.alarms.delete("failures");
        fail(5);
        await clock.advance(minute);

        expect(await states()).to.deep.equal({});
    });

    it("lets a role that may see some alarms see these alone, and no composite ones", async () => {
        await metricAlarm("shop-1");
        const credentials = await roleWith(running.iam, "reader", [
            {
                Effect: "Allow",
                Action: "cloudwatch:DescribeAlarms",
                Resource: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-*",
            },
        ]);
        const reader = new CloudWatchClient(running.config(credentials));
        const describe = (input: DescribeAlarmsCommandInput) => reader.send(new DescribeAlarmsCommand(input));

        const { MetricAlarms } = await describe({ AlarmNames: ["shop-1"] });
        expect(MetricAlarms).to.have.length(1);
        for (const input of [
            {},
            { AlarmNames: ["other"] },
            { AlarmNames: ["shop-1"], AlarmTypes: ["CompositeAlarm" as const] },
        ]) {
            expect((await failure(describe(input))).name).to.match(/^AccessDenied/);
        }
        reader.destroy();
    });
});
