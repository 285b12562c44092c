import { expect } from "chai";

import { readAttempts } from "../../../cli/events/read-attempts";
import { fakeLogs, type Written } from "./fake-logs";

const requestId = "5f27ae16-4b9c-4303-a69b-e398b541fbbc";
const other = "ab50dbf9-4548-4cef-a25d-8d534e439bf1";
const trace = "1-6b09b599-8f98301651ded08c9574af13";

const start = (id = requestId) => `START RequestId: ${id} Version: $LATEST\n`;
const report = (milliseconds: number, more = "", id = requestId) =>
    `REPORT RequestId: ${id}\tDuration: ${milliseconds}.00 ms\tBilled Duration: ${milliseconds} ms\tMemory Size: 256 MB\tMax Memory Used: 61 MB\t${more}`;
const line = (message: string, more = {}) => ({
    message,
    requestId,
    eventId: "evt_1",
    eventType: "invoice.paid",
    busEventId: "bus-1",
    ...more,
});

const read = (lines: readonly Written[]) =>
    readAttempts(fakeLogs({ tickets: lines }), {
        name: "tickets",
        logGroupName: "tickets",
        eventId: "evt_1",
        traceIds: [trace],
        range: { from: 0, to: 1e13 },
    });

describe("readAttempts", () => {
    it("tells a retry, which has the request's id again, by Lambda's START", async () => {
        const error = { name: "RangeError", message: "out of stamps", stack: "RangeError: out of stamps\n    at x" };
        const attempts = await read([
            [1000, start()],
            [1010, line("the handler failed", { error })],
            [1020, report(20)],
            [61_000, start()],
            [61_010, line("handled")],
            [61_015, report(15)],
        ]);

        expect(
            attempts.map(({ number, outcome, durationMs, startedAt, endedAt }) => [
                number,
                outcome,
                durationMs,
                startedAt,
                endedAt,
            ]),
        ).to.deep.equal([
            [1, "failed", 20, 1000, 1020],
            [2, "handled", 15, 61_000, 61_015],
        ]);
        expect(attempts[0]?.error).to.deep.equal(error);
    });

    it("joins what the handler wrote to its attempt, and leaves out what others did", async () => {
        const [attempt, ...more] = await read([
            [1000, start()],
            [1001, start(other)],
            [1002, `2026-11-27T16:53:45.952Z\t${requestId}\tWARN\tno stamps\n`],
            [1003, `2026-11-27T16:53:45.953Z\t${other}\tWARN\tanother's\n`],
            [1004, line("Stripe could not be asked", { level: "ERROR" })],
            [1005, line("handled")],
            [1006, `2026-11-27T16:53:45.956Z\t${requestId}\tERROR\tInvoke Error \t{"errorType":"Error"}\n`],
            [1007, '{"_aws":{"CloudWatchMetrics":[]},"service":"tickets"}'],
            [1010, report(10)],
        ]);

        const texts = attempt?.lines.map((one) => (one.type === "telemetry" ? one.message : one.text));
        expect(texts).to.deep.equal(["no stamps", "Stripe could not be asked"]);
        expect(attempt).to.include({ requestId, busEventId: "bus-1" });
        expect(more).to.deep.equal([]);
    });

    for (const [how, lines, expected] of [
        [
            "timed out",
            [
                line("out of time"),
                `2026-11-27T16:53:46Z ${requestId} Task timed out after 1.00 seconds`,
                report(1000, "Status: timeout"),
            ],
            ["timed out", "Task timed out after 1.00 seconds"],
        ],
        [
            "ended its process",
            [
                line("the process ended"),
                `RequestId: ${requestId} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
                report(10, "Status: error\tError Type: Runtime.ExitError"),
            ],
            ["crashed", "Runtime.ExitError: Error: Runtime exited with error: exit status 1\nRuntime.ExitError"],
        ],
        [
            "left no line, found by its trace",
            [
                report(
                    10,
                    `Status: error\tError Type: Runtime.OutOfMemory\t\nXRAY TraceId: ${trace}\tSegmentId: 1\tSampled: true`,
                ),
            ],
            ["crashed", "Runtime.OutOfMemory"],
        ],
        ["goes on", [line("out of time")], ["running", undefined]],
    ] as const) {
        it(`tells of an attempt that ${how}`, async () => {
            const written: Written[] = [start(), ...lines].map((one, index) => [1000 + index, one]);

            const attempts = await read(written);

            expect(attempts.map(({ outcome, reason }) => [outcome, reason])).to.deep.equal([expected]);
        });
    }

    it("takes of a change subscriber's call what is this event's", async () => {
        const console = (text: string) => `2026-11-27T16:53:45.952Z\t${requestId}\tINFO\t${text}\n`;
        const [attempt] = await read([
            [1000, start()],
            [1001, console("first")],
            [1002, line("handled", { eventId: "evt_0" })],
            [1003, console("second")],
            [1004, line("handled")],
            [1005, console("third")],
            [1006, line("the handler failed", { eventId: "evt_2" })],
            [1010, report(10)],
        ]);

        expect(attempt?.outcome).to.equal("handled");
        expect(attempt?.lines.map((one) => one.type === "console" && one.text)).to.deep.equal(["second"]);
    });
});
