import { expect } from "chai";

import { failure, until } from "local-cloud/testing";
import type { BusEvent } from "../../handlers/events";
import { createSubscriber, type Delivery, type StripeHandler } from "../../handlers/subscriber";
import { makeContext } from "./change-stream";
import { type QuietTelemetry, quietTelemetry } from "./quiet-telemetry";

interface Paid {
    id: string;
    type: string;
}

const context = makeContext();
const busEvent: BusEvent<Paid> = {
    id: "bus-1",
    source: "stripe.com",
    "detail-type": "invoice.paid",
    time: "2026-01-01T00:00:00Z",
    detail: { id: "evt_1", type: "invoice.paid" },
};

describe("createSubscriber", () => {
    let telemetry: QuietTelemetry;

    beforeEach(() => {
        telemetry = quietTelemetry();
    });

    it("gives the handler the Stripe event and what it should know of the delivery", async () => {
        const seen: [Paid, Delivery][] = [];
        const subscriber = createSubscriber<Paid>({ handler: (...args) => void seen.push(args), telemetry });

        await subscriber(busEvent, context);
        const resources = ["arn:aws:events:us-east-1:000000000000:archive/stripe", "stripe:endpoint/connect"];
        await subscriber({ ...busEvent, "replay-name": "january", resources }, context);

        expect(seen).to.deep.equal([
            [busEvent.detail, { busEventId: "bus-1", replayName: undefined, endpoint: undefined }],
            [busEvent.detail, { busEventId: "bus-1", replayName: "january", endpoint: "connect" }],
        ]);
        expect(telemetry.counts).to.deep.equal({ EventsHandled: 2 });
        expect(telemetry.flushes).to.equal(2);
    });

    it("leaves one line for each attempt, with the ids by which it is found", async () => {
        const subscriber = createSubscriber<Paid>({ handler: () => undefined, telemetry });

        await subscriber(busEvent, context);
        await subscriber({ ...busEvent, "replay-name": "january" }, context);

        const ids = { eventId: "evt_1", eventType: "invoice.paid", busEventId: "bus-1", requestId: "request-1" };
        expect(telemetry.lines).to.deep.equal([
            { level: "info", message: "handled", fields: { ...ids, replayName: undefined } },
            { level: "info", message: "handled", fields: { ...ids, replayName: "january" } },
        ]);
    });

    it("leaves the line to a handler that writes its own, and puts the delivery's ids on it", async () => {
        const handler = () => telemetry.info("applied", { eventId: "evt_1" });
        const subscriber = createSubscriber<Paid>({ handler, telemetry, tellsItself: true });

        await subscriber(busEvent, context);

        expect(telemetry.lines.map(({ message }) => message)).to.deep.equal(["applied"]);
        expect(telemetry.lines[0]?.fields).to.include({ busEventId: "bus-1", requestId: "request-1" });
    });

    it("says which event it is, shortly before Lambda ends the call", async () => {
        let finish: () => void = () => undefined;
        const handler = () => new Promise<void>((resolve) => (finish = resolve));
        const call = createSubscriber<Paid>({ handler, telemetry })(busEvent, makeContext(500));

        await until("a line", () => telemetry.lines.length > 0);
        finish();
        await call;

        expect(telemetry.lines.map(({ message }) => message)).to.deep.equal(["out of time", "handled"]);
        expect(telemetry.lines[0]?.fields).to.include({ eventId: "evt_1", requestId: "request-1" });
    });

    it("says which event it is when the process ends meanwhile, and only then", async () => {
        const before = process.listenerCount("exit");
        let finish: () => void = () => undefined;
        const handler = () => new Promise<void>((resolve) => (finish = resolve));
        const call = createSubscriber<Paid>({ handler, telemetry })(busEvent, context);

        process.listeners("exit").at(-1)?.call(process, 1);
        finish();
        await call;

        expect(telemetry.lines[0]).to.deep.include({ level: "warn", message: "the process ended" });
        expect(telemetry.lines[0]?.fields).to.include({ eventId: "evt_1", requestId: "request-1" });
        expect(process.listenerCount("exit")).to.equal(before);
    });

    for (const [how, handler] of Object.entries<StripeHandler<Paid>>({
        throws: () => {
            throw new Error("out of stamps");
        },
        rejects: () => Promise.reject(new Error("out of stamps")),
    })) {
        it(`fails the call when the handler ${how}, so that Lambda tries again, and says which event`, async () => {
            const error = await failure(createSubscriber({ handler, telemetry })(busEvent, context));

            expect(error.message).to.equal("out of stamps");
            expect(telemetry.counts).to.deep.equal({ HandlerFailures: 1 });
            expect(telemetry.lines[0]?.fields).to.include({ eventId: "evt_1", eventType: "invoice.paid" });
            expect(telemetry.flushes).to.equal(1);
        });
    }

    for (const [how, thrown] of Object.entries({
        "an error": Object.assign(new RangeError("\u0001".repeat(20_000)), { stack: "\u0001\n".repeat(20_000) }),
        "a text": "\u0001".repeat(20_000),
    })) {
        it(`fails with the beginning of ${how} that is too long for Lambda's record, and logs all of it`, async () => {
            const error = await failure(
                createSubscriber({ handler: () => Promise.reject(thrown as Error), telemetry })(busEvent, context),
            );

            const inRecord = JSON.stringify([error.name, error.message, error.stack?.split("\n")]);
            expect(error.message).to.equal("\u0001".repeat(800));
            expect(error.name).to.equal(thrown instanceof Error ? "RangeError" : "Error");
            expect(inRecord.length).to.be.within(800 * 6, 15 * 1024);
            expect(telemetry.lines[0]?.fields.error).to.equal(thrown);
        });
    }

    it("does what must not repeat under the event's id", async () => {
        const ids: string[] = [];
        const subscriber = createSubscriber<Paid>({
            handler: () => void ids.push("done"),
            telemetry,
            once: async (eventId, _context, work) => {
                ids.push(eventId);
                await work();
                return true;
            },
        });

        await subscriber(busEvent, context);

        expect(ids).to.deep.equal(["evt_1", "done"]);
    });

    it("counts and logs what must not repeat and was done before", async () => {
        const handled: Paid[] = [];
        const handler = (event: Paid) => void handled.push(event);

        await createSubscriber<Paid>({ handler, telemetry, once: () => Promise.resolve(false) })(busEvent, context);

        expect(handled).to.deep.equal([]);
        expect(telemetry.counts).to.deep.equal({ EventsSkipped: 1 });
        expect(telemetry.lines.map(({ message }) => message)).to.deep.equal(["skipped"]);
        expect(telemetry.lines[0]?.fields).to.include({
            eventId: "evt_1",
            eventType: "invoice.paid",
            requestId: "request-1",
            reason: "done before",
        });
        expect(telemetry.flushes).to.equal(1);
    });

    it("fails what must not repeat when it has no id", async () => {
        const subscriber = createSubscriber<Partial<Paid>>({
            handler: () => undefined,
            telemetry,
            once: () => Promise.resolve(true),
        });

        const error = await failure(subscriber({ ...busEvent, detail: {} }, context));

        expect(error.message).to.equal("not a Stripe event: missing id, which `once` needs");
    });

    it("is a handler of at most two parameters, as Lambda's runtime wants it", () => {
        expect(createSubscriber({ handler: () => undefined, telemetry }).length).to.be.at.most(2);
    });
});
