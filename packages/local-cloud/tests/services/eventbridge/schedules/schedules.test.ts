import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Store, type Write } from "../../../../src/store";
import { type ManualClock, manualClock } from "../../../../src/testing/manual-clock";
import { functionArn, type LocalBus, type LocalBusOptions, openLocalBus } from "../local-bus";

const minute = 60_000;
const hour = 60 * minute;
const ruleArn = "arn:aws:events:eu-central-1:123456789012:rule/regular";

async function putRule(bus: LocalBus, rule: object = { ScheduleExpression: "rate(1 hour)" }): Promise<void> {
    await bus.call("PutRule", { Name: "regular", ...rule });
    await bus.call("PutTargets", { Rule: "regular", Targets: [{ Id: "fn", Arn: functionArn }] });
}

async function listTimes(bus: LocalBus): Promise<string[]> {
    return (await bus.lambda.events()).map(({ time }) => time);
}

describe("A scheduled rule", () => {
    let folder: string | undefined;
    let opened: LocalBus[] = [];
    const open = async (options?: LocalBusOptions) => {
        const bus = await openLocalBus(options);
        opened.push(bus);
        return bus;
    };
    afterEach(async () => {
        await Promise.all(opened.map((bus) => bus.close()));
        opened = [];
        if (folder !== undefined) {
            await rm(folder, { recursive: true });
            folder = undefined;
        }
    });
    const makeFolder = async () => (folder = await mkdtemp(join(tmpdir(), "schedules-")));

    it("gives its targets AWS's event at each run, and no other rule", async () => {
        const bus = await open();
        await bus.call("PutRule", { Name: "other", EventPattern: '{"source":["aws.events"]}' });
        await bus.call("PutTargets", { Rule: "other", Targets: [{ Id: "fn", Arn: functionArn }] });
        await putRule(bus);

        await bus.clock.advance(2 * hour + minute);

        const [event, ...more] = await bus.lambda.events();
        expect(event?.id).to.match(/^[0-9a-f-]{36}$/);
        expect(event).to.deep.equal({
            version: "0",
            id: event?.id,
            "detail-type": "Scheduled Event",
            source: "aws.events",
            account: "123456789012",
            time: "2026-01-01T01:00:00Z",
            region: "eu-central-1",
            resources: [ruleArn],
            detail: {},
        });
        expect(more.map(({ time }) => time)).to.deep.equal(["2026-01-01T02:00:00Z"]);
        expect(bus.metrics.of("TriggeredRules", { RuleName: "regular" })).to.equal(2);
    });

    it("runs at the instants of its cron expression", async () => {
        const bus = await open();
        await putRule(bus, { ScheduleExpression: "cron(30 3 * * ? *)" });

        await bus.clock.advance(48 * hour);

        expect(await listTimes(bus)).to.deep.equal(["2026-01-01T03:30:00Z", "2026-01-02T03:30:00Z"]);
    });

    it("takes the events of its pattern, too, and without one none", async () => {
        const bus = await open();
        await putRule(bus, { ScheduleExpression: "rate(1 hour)", EventPattern: '{"source":["shop"]}' });
        await bus.put({ id: 1 }, { EventBusName: "default" });
        await putRule(bus);
        await bus.put({ id: 2 }, { EventBusName: "default" });
        await bus.settle();

        expect((await bus.lambda.events()).map(({ detail }) => detail)).to.deep.equal([{ id: 1 }]);
    });

    it("rests while it is disabled, and counts anew when it is enabled", async () => {
        const bus = await open();
        await putRule(bus);

        await bus.clock.advance(30 * minute);
        await bus.call("DisableRule", { Name: "regular" });
        await bus.clock.advance(5 * hour);
        await bus.call("EnableRule", { Name: "regular" });
        await bus.clock.advance(hour);

        expect(await listTimes(bus)).to.deep.equal(["2026-01-01T06:30:00Z"]);
    });

    it("keeps its rhythm when it is put again as it was, and follows a new schedule", async () => {
        const bus = await open();
        await putRule(bus);

        await bus.clock.advance(30 * minute);
        await putRule(bus);
        await bus.clock.advance(30 * minute);
        await putRule(bus, { ScheduleExpression: "rate(20 minutes)" });
        await bus.clock.advance(20 * minute);

        expect(await listTimes(bus)).to.deep.equal(["2026-01-01T01:00:00Z", "2026-01-01T01:20:00Z"]);
    });

    it("runs no more once it is deleted", async () => {
        const bus = await open();
        await putRule(bus);
        await bus.call("RemoveTargets", { Rule: "regular", Ids: ["fn"] });

        await bus.call("DeleteRule", { Name: "regular" });

        await bus.clock.advance(2 * hour);
        expect(bus.metrics.of("TriggeredRules", { RuleName: "regular" })).to.equal(0);
    });

    it("runs when it was due before the process ended, and makes up for missed runs by one", async () => {
        const where = await makeFolder();
        const clock = manualClock();
        const first = await openLocalBus({ folder: where, clock });
        await putRule(first);
        await clock.advance(40 * minute);
        await first.close();

        const second = await openLocalBus({ folder: where, clock });
        await clock.advance(20 * minute);
        const inTime = await listTimes(second);
        await second.close();
        await clock.advance(3 * hour + minute);
        const third = await open({ folder: where, clock });
        await clock.advance(hour);

        expect(inTime).to.deep.equal(["2026-01-01T01:00:00Z"]);
        expect(await listTimes(third)).to.deep.equal([
            "2026-01-01T01:00:00Z",
            "2026-01-01T04:01:00Z",
            "2026-01-01T05:00:00Z",
        ]);
    });

    it("runs once it can when the store refused the run's writes", async () => {
        let refused = 0;
        const bus = await open({ wrapStore: (store) => refuseOnce(store, () => refused++ === 0) });
        await putRule(bus);

        await bus.clock.advance(hour + 1_000);

        expect(refused).to.be.greaterThan(1);
        expect(await listTimes(bus)).to.deep.equal(["2026-01-01T01:00:01Z"]);
    });

    it("runs as much more often as the cloud's time goes by faster", async () => {
        const bus = await open({ clock: speedUp(manualClock(), 60) });
        await putRule(bus, { ScheduleExpression: "cron(0 * * * ? *)" });

        await bus.clock.advance(3 * minute);

        expect(await listTimes(bus)).to.deep.equal([
            "2026-01-01T00:01:00Z",
            "2026-01-01T00:02:00Z",
            "2026-01-01T00:03:00Z",
        ]);
    });

    it("that a faster process planned does not wait longer than its schedule says", async () => {
        const where = await makeFolder();
        const clock = manualClock();
        const fast = await openLocalBus({ folder: where, clock: speedUp(clock, 60) });
        await putRule(fast);
        await clock.advance(10 * minute);
        await fast.close();

        const bus = await open({ folder: where, clock });
        await clock.advance(hour);

        expect((await listTimes(bus)).at(-1)).to.equal("2026-01-01T01:10:00Z");
    });
});

/** A store that refuses writes of a run for which `refuses` says so. */
function refuseOnce(store: Store, refuses: () => boolean): Store {
    const write = store.write.bind(store);
    store.write = (writes: readonly Write[]) => {
        const isRun = writes.some(({ key }) => key.startsWith("eventbridge.schedules"));
        return isRun && writes.length > 1 && refuses() ? Promise.reject(new Error("disk full")) : write(writes);
    };
    return store;
}

function speedUp(clock: ManualClock, speed: number): ManualClock {
    return {
        ...clock,
        since: (instant) => clock.since(instant) * speed,
        after: (milliseconds, call) => clock.after(milliseconds / speed, call),
    };
}
