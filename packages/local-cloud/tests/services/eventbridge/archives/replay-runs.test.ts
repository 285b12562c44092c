import { expect } from "chai";

import type { Store, Write } from "../../../../src/store";
import { busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

const noon = Date.UTC(2025, 5, 1, 12) / 1000;
const second = 1000;

describe("A replay's run", () => {
    let bus: LocalBus;
    let refused: (writes: readonly Write[]) => boolean;
    beforeEach(async () => {
        refused = () => false;
        bus = await openLocalBus({ wrapStore: (store) => refusing(store, (writes) => refused(writes)) });
        await withRule(bus);
        await bus.bridge.putArchive({ name: "past", eventSourceArn: busArn });
    });
    afterEach(() => bus.close());

    const start = () =>
        bus.call("StartReplay", {
            ReplayName: "again",
            EventSourceArn: "arn:aws:events:eu-central-1:123456789012:archive/past",
            EventStartTime: noon,
            EventEndTime: noon + 60,
            Destination: { Arn: busArn },
        });
    const describeReplay = () => bus.call("DescribeReplay", { ReplayName: "again" });

    it("ends although its events are put on its own bus again, in another form", async () => {
        const InputTemplate =
            '{"detail":{"a":1,"resources":[1]},"source":"copy","detail-type":"b","time":"2025-06-01T12:00:30Z"}';
        const RoleArn = "arn:aws:iam::123456789012:role/sender";
        await bus.call("PutTargets", {
            Rule: "all",
            EventBusName: "orders",
            Targets: [{ Id: "copy", Arn: busArn, RoleArn, InputTransformer: { InputTemplate } }],
        });
        await bus.call("PutRule", { Name: "copies", EventBusName: "orders", EventPattern: '{"source":["copy"]}' });
        await bus.call("PutTargets", {
            Rule: "copies",
            EventBusName: "orders",
            Targets: [{ Id: "q", Arn: "arn:aws:sqs:eu-central-1:1:q" }],
        });
        await bus.put({}, { Time: noon });
        await bus.settle();

        await start();
        await bus.settle();

        const replayed = (await bus.queue.events()).filter((event) => event["replay-name"] === "again");
        expect((await describeReplay()).State).to.equal("COMPLETED");
        expect(replayed.map(({ detail }) => detail)).to.deep.equal([{ a: 1, resources: [1] }]);
        expect((await bus.call("DescribeArchive", { ArchiveName: "past" })).EventCount).to.equal(3);
    });

    it("goes on, and leaves nothing out, once the store takes writes again", async () => {
        for (let n = 0; n < 60; n++) {
            await bus.put({ n }, { Time: noon });
        }
        await bus.settle();
        let refusals = 0;
        refused = (writes) => writes.length >= 50 && refusals++ < 2;

        await start();
        await bus.settle();
        const stateMeanwhile = (await describeReplay()).State;
        await bus.clock.advance(2 * second);
        await bus.settle();

        const replayed = (await bus.lambda.events()).filter((event) => event["replay-name"] === "again");
        expect(stateMeanwhile).to.equal("STARTING");
        expect((await describeReplay()).State).to.equal("COMPLETED");
        expect(replayed.map(({ detail }) => detail.n)).to.have.members(Array.from({ length: 60 }, (_, n) => n));
    });

    it("can be cancelled while the store refuses its writes", async () => {
        await bus.put({}, { Time: noon });
        await bus.settle();
        refused = (writes) => writes.length === 2;

        await start();
        await bus.settle();
        await bus.call("CancelReplay", { ReplayName: "again" });
        await bus.clock.advance(second);
        await bus.settle();

        expect((await describeReplay()).State).to.equal("CANCELLED");
    });

    it("fails, and says why, when an archived event is none", async () => {
        await bus.put({}, { Time: noon });
        const archived = bus.store.collection("eventbridge.archived-events");
        for await (const [key] of archived.entries()) {
            await bus.store.write([archived.put(key, { event: "torn", archivedAt: 0 })]);
        }

        await start();
        await bus.settle();

        const { State, StateReason } = await describeReplay();
        expect(State).to.equal("FAILED");
        expect(StateReason).to.contain("An archived event cannot be replayed: An event bus takes events only");
    });
});

/** The store, which refuses the batches that `refused` says. */
function refusing(store: Store, refused: (writes: readonly Write[]) => boolean): Store {
    return Object.assign(Object.create(store) as Store, {
        write: async (writes: readonly Write[]) => {
            if (refused(writes)) {
                throw new Error("the disk is full");
            }
            return store.write(writes);
        },
    });
}
