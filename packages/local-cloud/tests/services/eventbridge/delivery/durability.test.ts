import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AwsError } from "../../../../src/aws-error";
import type { Store } from "../../../../src/store";
import { until } from "../../../../src/testing/until";
import { manualClock } from "../../../../src/testing/manual-clock";
import { busArn, type LocalBus, openLocalBus, queueArn, withRule } from "../local-bus";

const second = 1000;
const throttled = () => new AwsError("ThrottlingException", "too many", 429);

describe("EventBridge after a restart", () => {
    let folder: string;
    let bus: LocalBus | undefined;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "eventbridge-"));
    });
    afterEach(async () => {
        await bus?.close();
        bus = undefined;
        await rm(folder, { recursive: true });
    });

    async function restart(): Promise<LocalBus> {
        const clock = bus?.clock ?? manualClock();
        await bus?.close();
        bus = await openLocalBus({ folder, clock });
        return bus;
    }

    it("has its buses, rules, targets and archives", async () => {
        bus = await restart();
        await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
        await bus.bridge.putArchive({ name: "a", eventSourceArn: busArn, retentionDays: 3 });
        const before = await definitions(bus);

        bus = await restart();

        expect(await definitions(bus)).to.deep.equal(before);
        await bus.put({ n: 1 });
        await until("the deliveries", async () => (await bus?.lambda.received())?.length === 1);
    });

    it("delivers once what comes before and while it takes up what was left", async () => {
        bus = await restart();
        await withRule(bus);
        await bus.close();
        bus = await openLocalBus({ folder, clock: bus.clock, started: false });
        const { lambda } = bus;

        await bus.put({ n: 1 });
        await Promise.all([bus.bridge.start(), bus.put({ n: 2 })]);
        await until("an attempt", () => lambda.attempts >= 2);
        await bus.bridge.stop();

        expect((await lambda.events()).map(({ detail }) => detail.n).sort()).to.deep.equal([1, 2]);
    });

    it("goes on with retries when they are due, and counts those from before", async () => {
        bus = await restart();
        await withRule(bus, { RetryPolicy: { MaximumRetryAttempts: 1 }, DeadLetterConfig: { Arn: queueArn } });
        const first = bus.lambda;
        first.failure = throttled;
        await bus.put({ n: 1 });
        await until("an attempt", () => first.attempts === 1 && (bus?.clock.pending() ?? 0) === 2);

        bus = await restart();
        const again = bus.lambda;
        again.failure = throttled;
        await bus.clock.advance(100);
        const attemptsEarly = again.attempts;
        await bus.clock.advance(second);
        await until("the deliveries", async () => (await bus?.queue.received())?.length === 1);

        expect(attemptsEarly).to.equal(0);
        expect(again.attempts).to.equal(1);
        expect((await bus.queue.received())[0]?.context.attributes).to.include({
            RETRY_ATTEMPTS: "1",
            EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
        });
    });

    it("counts the age of an event from its acceptance, also while it was stopped", async () => {
        bus = await restart();
        await withRule(bus, { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: queueArn } });
        const first = bus.lambda;
        first.failure = throttled;
        await bus.put({ n: 1 });
        await until("an attempt", () => first.attempts === 1 && (bus?.clock.pending() ?? 0) === 2);
        const { clock } = bus;
        await bus.close();
        await clock.advance(61 * second);

        bus = await openLocalBus({ folder, clock });
        bus.lambda.failure = throttled;
        await clock.advance(0);
        await until("the deliveries", async () => (await bus?.queue.received())?.length === 1);

        expect((await bus.queue.received())[0]?.context.attributes?.EXHAUSTED_RETRY_CONDITION).to.equal(
            "MaximumEventAgeInSeconds",
        );
    });

    it("goes on handing an event that its target did not get to the dead-letter queue alone", async () => {
        bus = await restart();
        await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
        bus.lambda.failure = () => new AwsError("ResourceNotFoundException", "gone", 404);
        const first = bus.queue;
        first.failure = throttled;
        await bus.put({ n: 1 });
        await until("an attempt", () => first.attempts === 1 && (bus?.clock.pending() ?? 0) === 2);

        bus = await restart();
        await bus.clock.advance(10 * second);
        await until("the deliveries", async () => (await bus?.queue.received())?.length === 1);

        expect(bus.lambda.attempts).to.equal(0);
        expect((await bus.queue.received())[0]?.context.attributes).to.include({ ERROR_CODE: "NO_RESOURCE" });
    });

    it("ends a stop with no call waiting", async () => {
        bus = await restart();
        await withRule(bus);
        bus.lambda.failure = throttled;
        await bus.put({ n: 1 });
        const { clock } = bus;

        await bus.close();
        bus = undefined;

        expect(clock.pending()).to.equal(0);
    });

    it("writes the archived event and every pending delivery in one batch, before it answers", async () => {
        const batches: number[] = [];
        bus = await openLocalBus({ wrapStore: (store) => watched(store, (size) => batches.push(size)) });
        await withRule(bus);
        await bus.bridge.putArchive({ name: "a", eventSourceArn: busArn });
        batches.length = 0;

        const answered = bus.put({ n: 1 }).then(() => batches.slice());

        expect(await answered).to.deep.equal([2]); // the archived event, the delivery
    });
});

describe("EventBridge when the process ends between any two writes", () => {
    const events = 4;

    for (let writes = 0; writes <= 3 * events; writes++) {
        it(`has every acknowledged event in one place, after ${writes} writes`, async () => {
            const folder = await mkdtemp(join(tmpdir(), "eventbridge-"));
            const power = { left: Infinity };
            let bus = await openLocalBus({ folder, wrapStore: (store) => cutOff(store, power) });
            await withRule(bus, { DeadLetterConfig: { Arn: queueArn } });
            await bus.bridge.putArchive({ name: "a", eventSourceArn: busArn });
            // Every other event goes to the dead-letter queue.
            const gone = ({ body }: { body: string }) =>
                body.includes('"odd":true') ? new AwsError("ResourceNotFoundException", "gone", 404) : undefined;
            bus.lambda.failure = gone;

            power.left = writes;
            const acknowledged: string[] = [];
            for (let n = 0; n < events; n++) {
                const answer = await bus.put({ odd: n % 2 === 1 }).catch(() => undefined);
                acknowledged.push(...(answer?.Entries ?? []).map(({ EventId = "" }) => EventId));
            }
            await bus.close();

            bus = await openLocalBus({ folder });
            bus.lambda.failure = gone;
            const delivered = async () => [...(await bus.lambda.events()), ...(await bus.queue.events())];
            await until("all deliveries", async () => (await delivered()).length >= acknowledged.length);
            await bus.settle();
            const ids = (await delivered()).map(({ id }) => id);
            const archived = await bus.call("DescribeArchive", { ArchiveName: "a" });
            await bus.close();
            await rm(folder, { recursive: true });

            expect(ids).to.have.members(acknowledged);
            expect(archived.EventCount).to.equal(acknowledged.length);
        });
    }
});

/** The store, with `onWrite` told how many writes each batch has. */
function watched(store: Store, onWrite: (size: number) => void): Store {
    return Object.assign(Object.create(store) as Store, {
        write: (writes: Parameters<Store["write"]>[0]) => {
            onWrite(writes.length);
            return store.write(writes);
        },
    });
}

/** The store, refusing every write once as many as `power` has left are done. */
function cutOff(store: Store, power: { left: number }): Store {
    return Object.assign(Object.create(store) as Store, {
        write: async (writes: Parameters<Store["write"]>[0]) => {
            if (power.left-- <= 0) {
                throw new Error("the power is off");
            }
            return store.write(writes);
        },
    });
}

async function definitions(bus: LocalBus): Promise<unknown[]> {
    return Promise.all([
        bus.call("DescribeEventBus", { Name: "orders" }),
        bus.call("DescribeRule", { Name: "all", EventBusName: "orders" }),
        bus.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" }),
        bus.call("DescribeArchive", { ArchiveName: "a" }),
    ]).then((answers) => JSON.parse(JSON.stringify(answers)) as unknown[]);
}
