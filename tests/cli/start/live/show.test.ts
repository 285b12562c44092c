import { expect } from "chai";

import type { DeploymentOptions } from "../../../../cli/deployment";
import type { LiveItem } from "../../../../cli/start/live/item";
import { showDigest, showItem } from "../../../../cli/start/live/show";
import { Terminal } from "local-cloud/command";
import { captureOutput } from "local-cloud/testing";
import { expectSnapshot } from "../../../support/terminal-snapshot";

const at = Date.UTC(2026, 0, 1, 7, 31, 2);
const failure: LiveItem = {
    type: "failure",
    function: "tickets",
    eventId: "evt_1",
    eventType: "invoice.paid",
    error: { type: "TypeError", message: "no room" },
    place: "index.ts:7:9",
    attempt: 1,
    maxAttempts: 3,
    nextAttemptSeconds: 60,
    deadLetterQueue: "tickets-dead-letters",
};

function shown(item: LiveItem, columns?: number, deployment?: DeploymentOptions): string[] {
    const output = Object.assign(captureOutput(columns !== undefined), { columns: columns ?? 80 });
    showItem(new Terminal({ output, environment: { NO_COLOR: "1" } }), item, at, deployment);
    return output.text().trimEnd().split("\n");
}

describe("what npm start shows of", () => {
    const event: LiveItem = {
        type: "event",
        eventId: "evt_1",
        eventType: "invoice.paid",
        objectId: "in_1",
        outcome: "applied",
        reason: "the object's first event",
        milliseconds: 66,
    };

    it("an event is a line", () => {
        expect(shown(event)).to.deep.equal([
            "07:31:02Z applied   invoice.paid evt_1 in_1 66 ms: the object's first event",
        ]);
    });

    it("an event is broken between words on a narrow terminal", () => {
        expect(shown(event, 45)).to.deep.equal([
            "07:31:02Z applied   invoice.paid evt_1 in_1",
            "                    66 ms: the object's first",
            "                    event",
        ]);
    });

    it("an alarm says what, how many, whether anything is lost, and what mends it; then that it is over", () => {
        const text = "mail: events wait in its dead-letter queue.\nNothing is lost.\nnpm run dlq -- list mail";
        const alarm: LiveItem = { type: "alarm", alarm: "stripe-mail-dead-letters-1", state: "ALARM", value: 3, text };

        expect(shown(alarm)).to.deep.equal([
            "07:31:02Z alarm     mail: events wait in its dead-letter queue: 3.",
            "                    Nothing is lost.",
            "                    npm run dlq -- list mail",
        ]);
        expect(shown({ ...alarm, state: "OK" })).to.deep.equal(["07:31:02Z over      stripe-mail-dead-letters-1"]);
    });

    it("a message says for whom it is, and that it is not sent", () => {
        const mail: LiveItem = { type: "mail", to: "jo@example.com", subject: "ALARM in dev: mail", text: "a\nb" };

        expect(shown(mail, 120)).to.deep.equal([
            "07:31:02Z mail      for jo@example.com (nothing is sent from here): ALARM in dev: mail",
            "                    a",
            "                    b",
        ]);
    });

    it("a failure says what, where, and what comes next", () => {
        expect(shown(failure)).to.deep.equal([
            "07:31:02Z failed    tickets invoice.paid evt_1",
            "                    TypeError: no room",
            "                    at index.ts:7:9",
            "                    attempt 1 of 3, the next in 60 s; after the last, the letter is in tickets-dead-letters",
            "                    npm run events -- show evt_1",
        ]);
    });

    it("a failure says what to type: at the first attempt what tells all, after the last what hands it over again", () => {
        const last = { ...failure, attempt: 3, nextAttemptSeconds: undefined };

        expect(shown(failure).at(-1)?.trim()).to.equal("npm run events -- show evt_1");
        expect(shown({ ...failure, attempt: 2 }).at(-1)).to.match(/attempt 2 of 3/);
        expect(shown(last).at(-1)?.trim()).to.equal("npm run dlq -- redrive tickets");
        expect(shown(last, undefined, { awsEndpoint: "http://127.0.0.1:9999" }).at(-1)?.trim()).to.equal(
            "npm run dlq -- redrive tickets --aws-endpoint http://127.0.0.1:9999",
        );
    });

    for (const columns of [80, 120]) {
        it(`an event, its failure and its last one are as reviewed at ${columns} columns`, () => {
            const last = { ...failure, attempt: 3, nextAttemptSeconds: undefined };
            const lines = [event, failure, last].flatMap((item) => shown(item, columns));

            expectSnapshot("start-live", columns, `${lines.join("\n")}\n`, "exact");
        });
    }

    for (const [more, last] of [
        [{ attempt: 3, nextAttemptSeconds: undefined }, "attempt 3 of 3: the letter is in tickets-dead-letters"],
        [{ nextAttemptSeconds: 0.5, deadLetterQueue: undefined }, "attempt 1 of 3, the next in 0.5 s"],
        [
            { nextAttemptSeconds: undefined, deadLetterQueue: undefined, maxAttempts: undefined, lost: "no queue" },
            "attempt 1: the event is lost (no queue)",
        ],
        [{ nextAttemptSeconds: undefined, deadLetterQueue: undefined, maxAttempts: 1 }, "its caller got the error"],
    ] as const) {
        it(`a failure says what comes of it: ${last}`, () => {
            expect(shown({ ...failure, ...more }).map((line) => line.trim())).to.include(last);
        });
    }

    it("a webhook that fails says with what, and when Stripe tries again", () => {
        const delivery: LiveItem = {
            type: "delivery",
            eventId: "evt_1",
            eventType: "invoice.paid",
            objectId: "in_1",
            url: "http://127.0.0.1:4242/stripe/webhook",
            status: 503,
            delivered: false,
            attempt: 1,
            milliseconds: 12,
            nextAttemptSeconds: 300,
        };

        expect(shown(delivery, 200)).to.deep.equal([
            "07:31:02Z failed    webhook invoice.paid evt_1 in_1: 503 after 12 ms, attempt 1, the next in 300 s",
        ]);
        expect(shown({ ...delivery, attempt: 10, nextAttemptSeconds: undefined }, 200)).to.deep.equal([
            "07:31:02Z failed    webhook invoice.paid evt_1 in_1: 503 after 12 ms, attempt 10, Stripe gives up",
        ]);
    });

    it("a log line is as it was written, under the function's name", () => {
        const text = `${"long ".repeat(20)}\nsecond`;

        expect(shown({ type: "log", function: "tickets", level: "INFO", text, fields: { id: 7 } }, 40)).to.deep.equal([
            `07:31:02Z tickets | ${"long ".repeat(20)}`,
            "07:31:02Z tickets | second id=7",
        ]);
    });

    it("a busy second is numbers", () => {
        const output = captureOutput();

        showDigest(
            new Terminal({ output }),
            {
                shown: 0,
                outcomes: { applied: 110, stale: 2 },
                handled: { tickets: 40 },
                failed: 9,
                failures: { tickets: 4 },
                lines: { tickets: 480 },
            },
            at,
        );

        expect(output.text()).to.equal(
            "07:31:02Z 112 events: 110 applied, 2 stale; 40 done by tickets; 9 failed\n" +
                "07:31:02Z 4 more failures: 4 tickets\n" +
                '07:31:02Z 480 more lines: 480 tickets ("npm run logs" has them all)\n',
        );
    });
});
