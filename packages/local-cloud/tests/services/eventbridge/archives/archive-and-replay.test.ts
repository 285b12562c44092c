import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import { until } from "../../../../src/testing/until";
import { awsError, busArn, type LocalBus, openLocalBus, withRule } from "../local-bus";

const day = 24 * 3600 * 1000;
const archiveArn = "arn:aws:events:eu-central-1:123456789012:archive/past";
const noon = Date.UTC(2025, 5, 1, 12) / 1000;

describe("Archives", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
        await withRule(bus);
    });
    afterEach(() => bus.close());

    const describeArchive = () => bus.call("DescribeArchive", { ArchiveName: "past" });

    it("are described as AWS describes them", async () => {
        await bus.bridge.putArchive({
            name: "past",
            eventSourceArn: busArn,
            description: "all of it",
            eventPattern: '{"source":["shop"]}',
            retentionDays: 7,
        });

        const CreationTime = bus.clock.now() / 1000;
        const listed = {
            ArchiveName: "past",
            EventSourceArn: busArn,
            State: "ENABLED",
            RetentionDays: 7,
            SizeBytes: 0,
            EventCount: 0,
            CreationTime,
        };
        expect(await describeArchive()).to.deep.include({
            ...listed,
            ArchiveArn: archiveArn,
            Description: "all of it",
            EventPattern: '{"source":["shop"]}',
        });
        expect((await bus.call("ListArchives")).Archives).to.deep.equal([listed]);
        expect((await bus.call("ListArchives", { NamePrefix: "q" })).Archives).to.deep.equal([]);
    });

    it("take the events that match their pattern, and count them and their bytes", async () => {
        const EventPattern = '{"detail":{"keep":[true]}}';
        await bus.bridge.putArchive({ name: "past", eventSourceArn: busArn, eventPattern: EventPattern });

        await bus.put({ keep: true });
        await bus.put({ keep: false });
        await bus.settle();

        const bytes = Buffer.byteLength((await bus.lambda.received())[0]?.body ?? "");
        expect(await describeArchive()).to.include({ EventCount: 1, SizeBytes: bytes });
    });

    it("keep their events when they change", async () => {
        const archive = { name: "past", eventSourceArn: busArn };
        await bus.bridge.putArchive({ ...archive, description: "d" });
        await bus.put({});

        await bus.bridge.putArchive({ ...archive, retentionDays: 2, eventPattern: '{"source":["x"]}' });
        await bus.put({});

        expect(await describeArchive()).to.include({ RetentionDays: 2, EventCount: 1 });
    });

    it("forget events once their retention is over, counted from when they were archived", async () => {
        await bus.bridge.putArchive({ name: "past", eventSourceArn: busArn, retentionDays: 2 });
        await bus.put({ n: 1 }, { Time: 0 });
        await bus.clock.advance(day);
        await bus.put({ n: 2 }, { Time: 0 });

        await bus.clock.advance(day - 1000);
        const before = (await describeArchive()).EventCount as number;
        await bus.clock.advance(2 * 3600 * 1000);
        const after = (await describeArchive()).EventCount as number;
        await bus.clock.advance(day);

        expect([before, after, (await describeArchive()).EventCount]).to.deep.equal([2, 1, 0]);
        expect((await describeArchive()).SizeBytes).to.equal(0);
    });

    it("leave nothing to a later archive of the same name", async () => {
        const archive = { name: "past", eventSourceArn: busArn };
        await bus.bridge.putArchive(archive);
        await bus.put({});

        await bus.bridge.deleteArchive("past");
        await bus.bridge.putArchive(archive);

        expect((await describeArchive()).EventCount).to.equal(0);
        await bus.settle();
        const left: string[] = [];
        for await (const [key] of bus.store.collection("eventbridge.archived-events").entries()) {
            left.push(key);
        }
        expect(left).to.be.empty;
    });

    it("are refused with AWS's errors", async () => {
        const errors = await Promise.all([
            awsError(bus.bridge.putArchive({ name: "b", eventSourceArn: `${busArn}x` })),
            awsError(bus.bridge.putArchive({ name: "b", eventSourceArn: busArn, eventPattern: '{"source":"x"}' })),
            awsError(bus.call("DescribeArchive", { ArchiveName: "none" })),
            awsError(bus.bridge.deleteArchive("none")),
            awsError(bus.call("ListArchives", { State: "ENABLED" })),
        ]);

        expect(errors.map(({ code }) => code)).to.deep.equal([
            "ResourceNotFoundException",
            "InvalidEventPatternException",
            "ResourceNotFoundException",
            "ResourceNotFoundException",
            "ValidationException",
        ]);
        expect(errors[0]?.message).to.equal("Event bus ordersx does not exist.");
        expect(errors[4]?.message).to.equal("The local cloud does not have State.");
    });
});

describe("Replays", () => {
    let bus: LocalBus;
    beforeEach(async () => {
        bus = await openLocalBus();
        await withRule(bus);
        await bus.bridge.putArchive({ name: "past", eventSourceArn: busArn });
    });
    afterEach(() => bus.close());

    const start = (replay: object = {}) => bus.call("StartReplay", { ...makeReplay(noon - 60, noon + 60), ...replay });
    const describeReplay = () => bus.call("DescribeReplay", { ReplayName: "again" });

    it("deliver the events of the span, without its end, once more, marked with the replay's name, and archive nothing", async () => {
        for (const minutes of [-2, -1, 0, 1, 2]) {
            await bus.put({ minutes }, { Time: noon + minutes * 60 });
        }
        await bus.settle();
        const before = await bus.lambda.events();

        const started = await start();
        await bus.settle();

        expect(started).to.deep.equal({
            ReplayArn: "arn:aws:events:eu-central-1:123456789012:replay/again",
            State: "STARTING",
            ReplayStartTime: bus.clock.now() / 1000,
        });
        const replayed = (await bus.lambda.events()).slice(before.length);
        expect(replayed).to.deep.equal(
            before.slice(1, 3).map((event) => ({ ...(event as object), "replay-name": "again" })),
        );
        expect((await bus.call("DescribeArchive", { ArchiveName: "past" })).EventCount).to.equal(5);
    });

    it("tell how far they came", async () => {
        await bus.put({}, { Time: noon });
        await start({ Description: "d", Destination: { Arn: busArn, FilterArns: [ruleArn("all")] } });
        await bus.settle();

        const now = bus.clock.now() / 1000;
        const listed = {
            ReplayName: "again",
            EventSourceArn: archiveArn,
            State: "COMPLETED",
            EventStartTime: noon - 60,
            EventEndTime: noon + 60,
            EventLastReplayedTime: noon,
            ReplayStartTime: now,
            ReplayEndTime: now,
        };
        expect(await describeReplay()).to.deep.include({
            ...listed,
            Description: "d",
            Destination: { Arn: busArn, FilterArns: [ruleArn("all")] },
        });
        expect((await bus.call("ListReplays")).Replays?.[0]).to.deep.include(listed);
        expect((await bus.call("ListReplays", { NamePrefix: "b" })).Replays).to.be.empty;
    });

    it("go only to the rules that they name", async () => {
        await bus.call("PutRule", { Name: "other", EventBusName: "orders", EventPattern: '{"source":["shop"]}' });
        await bus.call("PutTargets", {
            Rule: "other",
            EventBusName: "orders",
            Targets: [{ Id: "q", Arn: "arn:aws:sqs:eu-central-1:1:q" }],
        });
        await bus.put({}, { Time: noon });
        await bus.settle();

        await start({ Destination: { Arn: busArn, FilterArns: [ruleArn("other")] } });
        await bus.settle();

        expect(await bus.lambda.received()).to.have.length(1);
        expect(await bus.queue.received()).to.have.length(2);
    });

    it("can be told apart by a rule's pattern", async () => {
        const EventPattern = '{"replay-name":[{"exists":false}]}';
        await bus.call("PutRule", { Name: "all", EventBusName: "orders", EventPattern });
        await bus.put({}, { Time: noon });

        await start();
        await bus.settle();

        expect(await bus.lambda.received()).to.have.length(1);
    });

    it("can be cancelled while they run, and not after", async () => {
        for (let n = 0; n < 60; n++) {
            await bus.put({ n }, { Time: noon });
        }
        await bus.settle();

        await start();
        const cancelled = await bus.call("CancelReplay", { ReplayName: "again" });
        await bus.settle();

        expect(cancelled.State).to.equal("CANCELLING");
        expect((await describeReplay()).State).to.equal("CANCELLED");
        expect((await bus.lambda.received()).length).to.be.lessThan(120);
        expect((await awsError(bus.call("CancelReplay", { ReplayName: "again" }))).code).to.equal(
            "IllegalStatusException",
        );
    });

    it("fail when their archive is deleted", async () => {
        await bus.put({}, { Time: noon });
        const started = start();
        await bus.bridge.deleteArchive("past");
        await started;
        await bus.settle();

        expect((await describeReplay()).State).to.equal("FAILED");
    });

    it("are refused with AWS's errors", async () => {
        await bus.bridge.putBus({ name: "other" });
        await start();

        const errors = await Promise.all([
            awsError(start()),
            awsError(start({ ReplayName: "b", Destination: { Arn: `${busArn}x` } })),
            awsError(start({ ReplayName: "b", EventSourceArn: `${archiveArn}x` })),
            awsError(start({ ReplayName: "b", Destination: { Arn: busArn.replace("orders", "other") } })),
            awsError(start({ ReplayName: "b", Destination: { Arn: "orders" } })),
            awsError(start({ ReplayName: "b", EventSourceArn: "past" })),
            awsError(start({ ReplayName: "b", EventStartTime: noon, EventEndTime: noon })),
            awsError(bus.call("DescribeReplay", { ReplayName: "none" })),
            awsError(bus.call("ListReplays", { NamePrefix: "a", EventSourceArn: archiveArn })),
        ]);

        expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
            "ResourceAlreadyExistsException: Replay again already exists.",
            "ResourceNotFoundException: Event bus ordersx does not exist.",
            "ValidationException: Parameter EventSourceArn is not valid. Reason: Archive pastx does not exist.",
            "ValidationException: Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
            "ValidationException: Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
            "ValidationException: Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.",
            "ValidationException: Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
            "ResourceNotFoundException: Replay none does not exist.",
            "ValidationException: The local cloud does not have EventSourceArn.",
        ]);
    });

    it("reach a rule that is made for them alone, also after a restart, and live events do not", async () => {
        const folder = await mkdtemp(join(tmpdir(), "eventbridge-"));
        let disk = await openLocalBus({ folder });
        await withRule(disk);
        const { Targets } = await disk.call("ListTargetsByRule", { Rule: "all", EventBusName: "orders" });
        await disk.bridge.putArchive({ name: "past", eventSourceArn: busArn });
        await disk.put({ n: 1 }, { Time: noon });
        const rule = { EventBusName: "orders", EventPattern: '{"source":["shop"],"replay-name":["again"]}' };
        await disk.call("PutRule", { Name: "all-replay", ...rule });
        await disk.call("PutTargets", { Rule: "all-replay", EventBusName: "orders", Targets });
        await until("the first delivery", async () => (await disk.lambda.received()).length === 1);
        await disk.close();
        disk = await openLocalBus({ folder });

        await disk.put({ n: 2 }, { Time: noon + 60 });
        await disk.call("StartReplay", {
            ...makeReplay(noon, noon + 1),
            Destination: { Arn: busArn, FilterArns: [ruleArn("all-replay")] },
        });
        await until("the deliveries", async () => (await disk.lambda.received()).length >= 3);
        await until(
            "the end",
            async () => (await disk.call("DescribeReplay", { ReplayName: "again" })).State === "COMPLETED",
        );
        const received = await disk.lambda.events();
        await disk.close();
        await rm(folder, { recursive: true });

        const told = received.map((event) => [event.detail.n, event["replay-name"]]);
        expect(told).to.have.deep.members([
            [1, undefined],
            [2, undefined],
            [1, "again"],
        ]);
    });

    it("go on after a restart behind the last event that was replayed", async () => {
        const folder = await mkdtemp(join(tmpdir(), "eventbridge-"));
        let disk = await openLocalBus({ folder });
        await withRule(disk);
        await disk.bridge.putArchive({ name: "past", eventSourceArn: busArn });
        const Entries = Array.from({ length: 10 }, () => ({
            Source: "shop",
            DetailType: "t",
            Detail: "{}",
            EventBusName: "orders",
            Time: noon,
        }));
        await Promise.all(Array.from({ length: 30 }, () => disk.call("PutEvents", { Entries })));
        await until("the deliveries", async () => (await disk.lambda.received()).length === 300);

        await disk.call("StartReplay", makeReplay(noon, noon + 1));
        // A look each turn: the replay ends before a timer would fire.
        let state: unknown = "STARTING";
        while (state === "STARTING") {
            await setImmediate();
            ({ State: state } = await disk.call("DescribeReplay", { ReplayName: "again" }));
        }
        await disk.close();
        disk = await openLocalBus({ folder });
        const atStart = (await disk.call("DescribeReplay", { ReplayName: "again" })).State as string;
        await until("the deliveries", async () => (await disk.lambda.received()).length >= 600);
        await until(
            "the replay's state",
            async () => (await disk.call("DescribeReplay", { ReplayName: "again" })).State === "COMPLETED",
        );
        const received = await disk.lambda.events();
        await disk.close();
        await rm(folder, { recursive: true });

        expect(atStart).to.equal("RUNNING");
        expect(received).to.have.length(600);
        expect(new Set(received.slice(300).map(({ id }) => id)).size).to.equal(300);
    });
});

function makeReplay(EventStartTime: number, EventEndTime: number): object {
    return {
        ReplayName: "again",
        EventSourceArn: archiveArn,
        EventStartTime,
        EventEndTime,
        Destination: { Arn: busArn },
    };
}

function ruleArn(name: string): string {
    return `arn:aws:events:eu-central-1:123456789012:rule/orders/${name}`;
}
