import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";

import { createAlarmReader } from "../../../handlers/alert/alarm-reader";
import { type AlarmChange, createAlert } from "../../../handlers/alert/alert";
import type { AlertMessage } from "../../../handlers/alert/write-alert";

describe("createAlert", () => {
    let sent: AlertMessage[];
    let asked: string[][];
    let alarms: MetricAlarm[];
    let logged: string[];

    beforeEach(() => {
        sent = [];
        asked = [];
        logged = [];
        alarms = [
            alarm("stripe-mail-dead-letters-1", [2, 3], {
                Statistic: "Maximum",
                AlarmDescription:
                    "mail: events that it could not handle wait in its dead-letter queue.\nNothing is lost: they wait for 14 days.\n" +
                    "See the causes: npm run dlq -- list mail",
            }),
            alarm("stripe-mail-lost-1", undefined, {
                AlarmDescription: "mail: it failed events.\nThey are lost.\nReplay.",
            }),
        ];
    });

    function alarm(AlarmName: string, values: number[] | undefined, over: Partial<MetricAlarm> = {}): MetricAlarm {
        return {
            AlarmName,
            StateValue: values === undefined ? "OK" : "ALARM",
            StateReasonData: JSON.stringify({ recentDatapoints: values ?? [] }),
            Statistic: "Sum",
            Period: 300,
            ComparisonOperator: "GreaterThanOrEqualToThreshold",
            ...over,
        };
    }
    const client = {
        send: ({ input }: { input: { AlarmNames: string[] } }) => {
            asked.push(input.AlarmNames);
            return Promise.resolve({
                MetricAlarms: alarms.filter(({ AlarmName = "" }) => input.AlarmNames.includes(AlarmName)),
            });
        },
    };
    const alert = createAlert({
        readAlarms: createAlarmReader(client as never),
        send: (message) => Promise.resolve(void sent.push(message)),
        stack: "prod",
        telemetry: { info: (text) => void logged.push(text), error: (text) => void logged.push(text) },
    });
    const rule = 'ALARM("stripe-mail-lost-1") OR ALARM("stripe-mail-dead-letters-1")';
    const change = (value: string, previous: string, reasonData?: string): AlarmChange => ({
        alarmData: {
            alarmName: "project__prod-mail",
            state: { value, ...(reasonData === undefined ? {} : { reasonData }) },
            previousState: { value: previous },
            configuration: { alarmRule: rule },
        },
    });

    it("says what happened, how many, whether anything is lost, and the command that mends it", async () => {
        await alert(change("ALARM", "OK"));

        expect(asked).to.deep.equal([["stripe-mail-lost-1", "stripe-mail-dead-letters-1"]]);
        expect(sent).to.deep.equal([
            {
                subject: "ALARM in prod: mail: events that it could not handle wait in its dead-letter queue.",
                text:
                    "mail: events that it could not handle wait in its dead-letter queue: 3.\n" +
                    "Nothing is lost: they wait for 14 days.\n" +
                    "See the causes: npm run dlq -- list mail\n" +
                    "The stack is prod: where it is deployed, commands take --stack prod.",
            },
        ]);
    });

    it("begins with the worst of a cause, as its rule has them, and adds the others", async () => {
        alarms[1] = alarm("stripe-mail-lost-1", [1, 1], {
            AlarmDescription: "mail: it failed events.\nLost.\nReplay.",
        });

        await alert(change("ALARM", "OK"));

        expect(sent[0]?.text.split("\n")).to.deep.equal([
            "mail: it failed events: 2 in 10 minutes.",
            "Lost.",
            "Replay.",
            "Also: mail: events that it could not handle wait in its dead-letter queue: 3.",
            "The stack is prod: where it is deployed, commands take --stack prod.",
        ]);
    });

    it("tells what began it, when that has passed by the time it looks", async () => {
        alarms = alarms.map((one) => ({ ...one, StateValue: "OK" }));
        const arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:stripe-mail-lost-1";

        await alert(change("ALARM", "OK", JSON.stringify({ triggeringAlarms: [{ arn, state: { value: "ALARM" } }] })));

        expect(sent[0]?.text.split("\n")[0]).to.equal("mail: it failed events.");
    });

    it("says once that it is over, and nothing of an alarm that is new", async () => {
        await alert(change("OK", "ALARM"));
        await alert(change("OK", "INSUFFICIENT_DATA"));
        await alert(change("INSUFFICIENT_DATA", "OK"));

        expect(sent).to.deep.equal([
            { subject: "Over in prod: mail", text: "Over in prod: mail. None of its alarms is in ALARM any more." },
        ]);
    });

    it("tells of an alarm that is a cause of its own", async () => {
        const { alarmData } = change("ALARM", "OK");
        await alert({ alarmData: { ...alarmData, alarmName: "stripe-mail-dead-letters-1", configuration: {} } });

        expect(asked).to.deep.equal([["stripe-mail-dead-letters-1"]]);
        expect(sent).to.have.length(1);
    });

    for (const [metric, over, values, said] of [
        ["a sum", {}, [1, 0, 4], "5 in 15 minutes"],
        ["a maximum", { Statistic: "Maximum" }, [1, 7, 4], "7"],
        ["a delay", { Statistic: "Maximum", MetricName: "IteratorAge" }, [960_000], "16 minutes"],
        ["too few", { ComparisonOperator: "LessThanThreshold" }, [0], undefined],
    ] as const) {
        it(`says ${said ?? "nothing"} for how many of ${metric}`, async () => {
            alarms = [alarm("a", [...values], over)];

            expect((await createAlarmReader(client as never)(["a"]))[0]?.count).to.equal(said);
        });
    }

    it("fails when nobody can be told, so that Lambda tries again, and says so in its log", async () => {
        const failing = createAlert({
            readAlarms: createAlarmReader(client as never),
            send: () => Promise.reject(new Error("alertUrl answered 410")),
            stack: "prod",
            telemetry: { info: () => undefined, error: (text) => void logged.push(text) },
        });

        let message = "";
        await failing(change("ALARM", "OK")).catch((error: Error) => (message = error.message));

        expect(message).to.equal("alertUrl answered 410");
        expect(logged).to.deep.equal(["nobody was told"]);
    });

    it("has a subject that SNS takes", async () => {
        alarms = [alarm("stripe-mail-lost-1", [1], { AlarmDescription: `mäil: ${"x".repeat(200)}` })];

        await alert(change("ALARM", "OK"));

        expect(sent[0]?.subject).to.match(/^[\x20-\x7e]{100}$/);
    });
});
