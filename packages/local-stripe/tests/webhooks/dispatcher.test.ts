import { expect } from "chai";
import { setImmediate } from "node:timers/promises";

import type { SnapshotEvent } from "../../src/state/stripe-object";
import { StripeState } from "../../src/state/stripe-state";
import { type DeliveryLine, Dispatcher, type DispatcherDeps } from "../../src/webhooks/dispatcher";
import { ManualTimers } from "./manual-timers";

const start = Date.UTC(2026, 10, 27, 12);
const minute = 60_000;
const hour = 60 * minute;

describe("the dispatcher of webhooks", () => {
    let timers: ManualTimers;
    let state: StripeState;
    let lines: DeliveryLine[];
    let dispatcher: Dispatcher;

    beforeEach(() => {
        timers = new ManualTimers(start);
        state = new StripeState({ now: () => timers.now() });
        lines = [];
        state.transact((tx) => tx.create(endpoint("we_1")));
    });

    afterEach(async () => {
        await dispatcher.stop();
        state.close();
    });

    const endpoint = (id: string, more: object = {}) => ({
        id,
        object: "webhook_endpoint",
        status: "enabled",
        enabled_events: ["*"],
        url: "http://127.0.0.1:1/",
        secret: "whsec_1",
        ...more,
    });

    const run = (post: DispatcherDeps["post"], more: Partial<DispatcherDeps> = {}) => {
        dispatcher = new Dispatcher({ state, timers, post, speed: 1, log: (line) => lines.push(line), ...more });
        dispatcher.start();
    };

    const createCustomers = (count: number) =>
        state.transact((tx) => {
            for (let index = 0; index < count; index++) {
                tx.create({ id: `cus_${index}`, object: "customer" }, "customer.created");
            }
            return tx.events;
        });

    /** Lets all that needs no time happen. */
    const settle = async () => {
        for (let turn = 0; turn < 10; turn++) {
            await setImmediate();
        }
    };

    const isDelivered = () => state.listEvents({ limit: 1 }, { deliverySuccess: true }).data.length === 1;

    it("tries for three days, ever more rarely, and then gives up", async () => {
        run(() => Promise.resolve(500));
        const times: number[] = [];

        createCustomers(1);
        do {
            await settle();
            times.push((timers.now() - start) / hour);
        } while (timers.advance());

        expect(times.map((time) => Math.round(time * 100) / 100)).to.deep.equal([
            0, 0.08, 0.58, 2.58, 7.58, 17.58, 29.58, 41.58, 53.58, 65.58,
        ]);
        expect(lines.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(lines.at(-1)).to.include({ delivered: false, nextAt: undefined });
        expect(isDelivered()).to.equal(false);
    });

    it("delivers also what becomes due while it looks", async () => {
        const now = () => {
            timers.pass(1);
            return timers.now();
        };
        run(() => Promise.resolve(200), { timers: { now, after: (...timer) => timers.after(...timer) } });
        const delivered: number[] = [];

        for (const delayMs of [1, 2, 3, 4]) {
            const [event] = state.transact((tx) => {
                tx.create({ id: `cus_${delayMs}`, object: "customer" }, "customer.created");
                return tx.events;
            });
            dispatcher.disturb(event as SnapshotEvent, { isDropped: false, isDuplicated: false, delayMs });
            do {
                await settle();
            } while (timers.advance());
            delivered.push(lines.length);
        }

        expect(delivered).to.deep.equal([1, 2, 3, 4]);
    });

    it("retries faster by as much as it is told to", async () => {
        run(() => Promise.resolve(500), { speed: 60 });

        createCustomers(1);
        await settle();

        expect(lines.map(({ nextAt }) => nextAt)).to.deep.equal([start + 5000]);
    });

    it("delivers at a retry, after which nothing is pending", async () => {
        const answers = ["ECONNREFUSED", 301, 204];
        run(() => Promise.resolve(answers.shift() ?? 500));

        const [event] = createCustomers(1);
        do {
            await settle();
        } while (timers.advance());

        expect(lines.map(({ status, delivered }) => [status, delivered])).to.deep.equal([
            ["ECONNREFUSED", false],
            [301, false],
            [204, true],
        ]);
        expect(state.getEvent(event!.id)?.pending_webhooks).to.equal(0);
        expect(isDelivered()).to.equal(true);
    });

    it("has one endpoint wait for no other", async () => {
        state.transact((tx) => tx.create(endpoint("we_2", { url: "http://127.0.0.1:2/" })));
        run(({ url }) => Promise.resolve(url.includes(":2/") ? 200 : 500));

        const [event] = createCustomers(1);
        await settle();

        expect(state.getEvent(event!.id)?.pending_webhooks).to.equal(1);
        expect(isDelivered()).to.equal(false);
    });

    it("has at most so many under way", async () => {
        const answers: ((status: number) => void)[] = [];
        run(() => new Promise((resolve) => answers.push(resolve)), { concurrency: 4 });

        createCustomers(10);
        await settle();
        const first = answers.length;
        answers.splice(0, 1).forEach((answer) => answer(200));
        await settle();
        const second = answers.length;
        while (answers.length > 0) {
            answers.splice(0).forEach((answer) => answer(200));
            await settle();
        }

        expect([first, second, lines.length]).to.deep.equal([4, 4, 10]);
    });

    it("takes up what was under way when it ended", async () => {
        run(({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("ABORT_ERR"))));
        createCustomers(3);
        await settle();
        await dispatcher.stop();

        run(() => Promise.resolve(200));
        await settle();

        expect(lines.map(({ attempt, delivered }) => [attempt, delivered])).to.deep.equal([
            [1, true],
            [1, true],
            [1, true],
        ]);
    });

    it("sends nothing more to an endpoint that was disabled", async () => {
        run(() => Promise.resolve(500));
        createCustomers(1);
        await settle();

        state.transact((tx) => tx.update("webhook_endpoint", "we_1", { status: "disabled" }));
        timers.advance();
        await settle();

        expect(lines.map(({ status }) => status)).to.deep.equal([500, "disabled"]);
        expect(state.nextDelivery()).to.equal(undefined);
    });

    it("never delivers what is dropped, and tells so", async () => {
        run(() => Promise.resolve(200));

        const [dropped] = createCustomers(2);
        dispatcher.disturb(dropped!, { isDropped: true, isDuplicated: false, delayMs: 0 });
        await settle();

        expect(lines.length).to.equal(1);
        expect(state.nextDelivery()).to.equal(undefined);
        expect(state.listEvents({ limit: 9 }, { deliverySuccess: false }).data.map(({ id }) => id)).to.deep.equal([
            dropped!.id,
        ]);
    });

    it("delivers again what it is told to, and what had arrived before counts as delivered", async () => {
        const answers = [200, 500];
        run(() => Promise.resolve(answers.shift() ?? 200));
        const [arrived, dropped] = createCustomers(2);
        dispatcher.disturb(dropped!, { isDropped: true, isDuplicated: false, delayMs: 0 });
        await settle();

        dispatcher.resend(arrived!.id, "we_1");
        await settle();
        dispatcher.resend(dropped!.id);
        dispatcher.resend(dropped!.id, "we_other");
        await settle();

        expect(lines.map(({ eventId, status }) => [eventId, status])).to.deep.equal([
            [arrived!.id, 200],
            [arrived!.id, 500],
            [dropped!.id, 200],
        ]);
        expect(state.listEvents({ limit: 9 }, { deliverySuccess: true }).data.length).to.equal(2);
        expect(state.nextDelivery()).to.equal(undefined);
    });

    it("delivers what is duplicated twice, and what is delayed later", async () => {
        const posted: string[] = [];
        run(({ body }) => {
            posted.push((JSON.parse(body) as { data: { object: { id: string } } }).data.object.id);
            return Promise.resolve(200);
        });

        const [late, twice] = createCustomers(3);
        dispatcher.disturb(late!, { isDropped: false, isDuplicated: false, delayMs: 700 });
        dispatcher.disturb(twice!, { isDropped: false, isDuplicated: true, delayMs: 0 });
        await settle();
        timers.advance();
        await settle();

        expect(posted.toSorted()).to.deep.equal(["cus_0", "cus_1", "cus_1", "cus_2"]);
        expect(posted.at(-1)).to.equal("cus_0");
        expect(timers.now()).to.equal(start + 700);
    });
});
