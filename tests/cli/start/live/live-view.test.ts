import { expect } from "chai";

import type { LiveItem } from "../../../../cli/start/live/item";
import { LiveView } from "../../../../cli/start/live/live-view";
import type { AlarmChanged, InvocationEnded, Observation } from "local-cloud";

const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const queue = "arn:aws:sqs:us-east-1:000000000000:tickets-dead-letters-1234567";

const accepted: Observation = {
    type: "event accepted",
    eventId: "bus-1",
    detailType: "invoice.paid",
    detail: { id: "evt_1", data: { object: { id: "in_1" } } },
    traceHeader: traceHeader.replace("Parent=5", "Parent=6"),
    targets: [],
};

const ended = (more: Partial<InvocationEnded>): InvocationEnded => ({
    type: "invocation ended",
    functionName: "tickets-1234567",
    requestId: "request-1",
    eventId: "bus-1",
    durationMs: 5,
    attempt: 1,
    maxAttempts: 3,
    ...more,
});

const line = (text: string, fields: object): Observation => ({
    type: "function line",
    functionName: "state-1234567",
    line: JSON.stringify({ level: "INFO", message: text, ...fields }),
});

describe("LiveView", () => {
    let now: number;
    let items: LiveItem[];
    let view: LiveView;

    beforeEach(() => {
        now = 0;
        items = [];
        view = new LiveView({
            show: (item) => void items.push(item),
            findName: (name) => name.replace("-1234567", ""),
            findPlace: (trace) => Promise.resolve(trace.length === 0 ? undefined : `index.ts:7:1 of ${trace.length}`),
            speed: 60,
            now: () => now,
        });
    });

    async function observe(...observations: [at: number, observation: Observation][]): Promise<LiveItem[]> {
        for (const [at, observation] of observations) {
            now = at;
            view.observe(observation);
        }
        await new Promise((resolve) => setImmediate(resolve));
        return items;
    }

    it("tells an event once, with the milliseconds from the request to the record", async () => {
        const outcome = { eventId: "evt_1", eventType: "invoice.paid", objectId: "in_1", reason: "newer" };

        const told = await observe(
            [100, { type: "invocation started", functionName: "webhook", traceHeader }],
            [110, accepted],
            [142.4, line("applied", outcome)],
            [143, ended({ functionName: "state-1234567" })],
        );

        expect(told).to.deep.equal([{ type: "event", ...outcome, outcome: "applied", milliseconds: 42 }]);
    });

    it("tells what other subscriptions did with it, and which skipped it", async () => {
        const about = { eventId: "evt_1", eventType: "invoice.paid" };

        const told = await observe(
            [0, accepted],
            [5, ended({})],
            [6, line("skipped", about)],
            [7, ended({ functionName: "state-1234567", requestId: "request-2" })],
        );

        expect(told).to.deep.equal([
            { type: "handled", subscription: "tickets", ...about, outcome: "done", milliseconds: 5 },
            { type: "handled", subscription: "state", ...about, outcome: "skipped", milliseconds: 6 },
        ]);
    });

    it("tells a failure with its place, the attempt, when the next one is, and where the letter goes", async () => {
        const error = { type: "TypeError", message: "full", trace: ["TypeError: full", "    at index.js:1:2"] };

        const told = await observe(
            [0, accepted],
            [5, ended({ error, nextAttemptMs: 120_000, deadLetterArn: queue, attempt: 2 })],
        );

        expect(told).to.deep.equal([
            {
                type: "failure",
                function: "tickets",
                eventId: "evt_1",
                eventType: "invoice.paid",
                error: { type: "TypeError", message: "full" },
                place: "index.ts:7:1 of 2",
                attempt: 2,
                maxAttempts: 3,
                nextAttemptSeconds: 2,
                deadLetterQueue: "tickets-dead-letters-1234567",
            },
        ]);
    });

    it("tells what EventBridge could not deliver", async () => {
        const told = await observe(
            [0, accepted],
            [
                5,
                {
                    type: "delivery failed",
                    eventId: "bus-1",
                    targetArn: "arn:aws:lambda:us-east-1:000000000000:function:tickets-1234567",
                    error: { type: "NO_RESOURCE", message: "not found" },
                    attempt: 1,
                    lost: "there is no queue",
                },
            ],
        );

        expect(told[0]).to.deep.include({
            type: "failure",
            function: "tickets",
            eventId: "evt_1",
            error: { type: "NO_RESOURCE", message: "not found" },
            lost: "there is no queue",
        });
    });

    it("tells functions' own lines under their name, and not what another item says", async () => {
        const about = { eventId: "evt_1", eventType: "invoice.paid" };

        const told = await observe(
            [0, { type: "function line", functionName: "tickets-1234567", line: "opened ticket 7" }],
            [1, line("received", about)],
            [2, line("the handler failed", about)],
            [3, line("handled", about)],
            [4, line("left aside: an event of the other mode", about)],
        );

        expect(told).to.deep.equal([
            { type: "log", function: "tickets", level: "INFO", text: "opened ticket 7", fields: {} },
            {
                type: "log",
                function: "state",
                level: "INFO",
                text: "left aside: an event of the other mode",
                fields: about,
            },
        ]);
    });

    describe("with alarms", () => {
        const changed = (over: Partial<AlarmChanged>): Observation => ({
            type: "alarm changed",
            alarmName: "stripe-mail-dead-letters-1",
            kind: "metric",
            description: "mail: letters wait.",
            from: "OK",
            to: "ALARM",
            values: [1, 3],
            ...over,
        });

        it("tells of one that comes into ALARM and of its end, by the newest value", async () => {
            const told = await observe([0, changed({})], [1, changed({ from: "ALARM", to: "OK", values: [0] })]);

            const alarm = { type: "alarm", alarm: "stripe-mail-dead-letters-1", text: "mail: letters wait." };
            expect(told).to.deep.equal([
                { ...alarm, state: "ALARM", value: 3 },
                { ...alarm, state: "OK", value: 0 },
            ]);
        });

        it("leaves out new ones, those on other alarms, and those in ALARM because nothing has run yet", async () => {
            const told = await observe(
                [0, changed({ from: "INSUFFICIENT_DATA", to: "OK" })],
                [1, changed({ kind: "composite" })],
                [2, changed({ values: [] })],
            );

            expect(told).to.deep.equal([]);
        });

        it("tells of one that a person set", async () => {
            const [told] = await observe([0, changed({ values: undefined })]);

            expect(told).to.include({ type: "alarm", state: "ALARM", value: undefined });
        });

        it("tells what would be mailed, and whom an alarm could not tell", async () => {
            const error = { type: "ResourceNotFoundException", message: "there is none" };
            const topicArn = "arn:aws:sns:us-east-1:000000000000:alert-email";

            const told = await observe(
                [0, { type: "message mailed", topicArn, to: "jo@example.com", subject: "ALARM", message: "Wake up" }],
                [1, { type: "alarm action failed", alarmName: "a", action: "arn:b", error }],
            );

            const untold = { type: "log", level: "ERROR", fields: {} };
            expect(told).to.deep.equal([
                { type: "mail", to: "jo@example.com", subject: "ALARM", text: "Wake up" },
                {
                    ...untold,
                    function: "a",
                    text: "arn:b was not told: ResourceNotFoundException: there is none",
                },
            ]);
        });
    });
});
