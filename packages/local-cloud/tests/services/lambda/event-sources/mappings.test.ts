import { expect } from "chai";

import { AwsError } from "../../../../src/aws-error";
import { failure } from "../../../../src/testing/failure";
import { until } from "../../../../src/testing/until";
import { type Change, type MappingFixture, queueArn, startMappings } from "./mapping-fixture";

/** The numbers that a change's item has had, by the item's id. */
function numbersOf(changes: readonly Change[]): string[] {
    return changes.map(({ dynamodb }) => dynamodb.NewImage.n.N);
}

describe("an event source mapping", () => {
    let source: MappingFixture;

    beforeEach(async () => {
        source = await startMappings();
    });

    afterEach(() => source.stop());

    const seen = () => source.batches.flat();
    const putAll = async (id: string, count: number) => {
        for (let n = 1; n <= count; n++) {
            await source.put(id, n);
        }
    };
    const whenSeen = (count: number) => until(`${count} records`, () => seen().length >= count);
    const whenIdle = async () => {
        for (let turn = 0; turn < 5; turn++) {
            await source.clock.advance(0);
        }
    };

    it("brings every change to the function, an item's in their order", async () => {
        await source.create();

        for (let n = 1; n <= 5; n++) {
            await Promise.all(["a", "b", "c", "d"].map((id) => source.put(id, n)));
        }
        await whenSeen(20);

        expect(seen().length).to.equal(20);
        for (const id of ["a", "b", "c", "d"]) {
            expect(seen().filter((each) => each.startsWith(id))).to.deep.equal(
                [1, 2, 3, 4, 5].map((n) => `${id}=${n}`),
            );
        }
    });

    it("begins with what the stream holds from TRIM_HORIZON, and with what comes from LATEST", async () => {
        await source.put("a", 1);
        await source.create({ StartingPosition: "LATEST" });
        await source.put("a", 2);
        await whenSeen(1);
        const latest = seen();
        await source.mappings.delete(source.mappings.all()[0]?.uuid ?? "");

        await source.create();
        await whenSeen(3);

        expect(latest).to.deep.equal(["a=2"]);
        expect(seen().slice(1)).to.deep.equal(["a=1", "a=2"]);
    });

    it("gives the function as many records as a batch may have", async () => {
        await putAll("a", 5);

        await source.create({ BatchSize: 2 });
        await whenSeen(5);

        expect(source.batches).to.deep.equal([["a=1", "a=2"], ["a=3", "a=4"], ["a=5"]]);
    });

    it("waits for more records until its window is over, or the batch is full", async () => {
        await source.create({ BatchSize: 3, MaximumBatchingWindowInSeconds: 10 });
        await putAll("a", 2);
        await source.clock.advance(9_000);
        const before = source.batches.length;

        await source.clock.advance(1_000);
        await whenSeen(2);
        await putAll("b", 3);
        await whenSeen(5);

        expect(before).to.equal(0);
        expect(source.batches).to.deep.equal([
            ["a=1", "a=2"],
            ["b=1", "b=2", "b=3"],
        ]);
    });

    it("gives the function only what its filters match", async () => {
        await source.create({
            FilterCriteria: {
                Filters: [
                    { Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"id":{"S":["a"]}}}}' },
                    { Pattern: '{"dynamodb":{"NewImage":{"n":{"N":["3"]}}}}' },
                ],
            },
        });

        await putAll("a", 3);
        await putAll("b", 3);
        await whenSeen(3);
        await whenIdle();

        expect(seen().sort()).to.deep.equal(["a=1", "a=3", "b=3"]);
    });

    it("tries a batch again, later each time, and nothing of its shard before it", async () => {
        await source.create({ BatchSize: 1 });
        let failures = 2;
        source.handler = () => {
            if (failures-- > 0) {
                throw new Error("not now");
            }
        };

        await putAll("a", 2);
        await whenSeen(1);
        await source.clock.advance(1_000);
        const second = source.batches.length;
        await source.clock.advance(1_999);
        const still = source.batches.length;
        await source.clock.advance(1);
        await whenSeen(4);

        expect([second, still]).to.deep.equal([2, 2]);
        expect(seen()).to.deep.equal(["a=1", "a=1", "a=1", "a=2"]);
        expect(
            source.observations.map((each) => (each.type === "invocation ended" ? each.nextAttemptMs : each)),
        ).to.deep.equal([1000, 2000, undefined, undefined]);
    });

    it("gives a batch up after its last attempt, tells its destination where the records are, and goes on", async () => {
        await source.create({
            BatchSize: 1,
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: queueArn } },
        });
        source.handler = (changes) => {
            if (numbersOf(changes).includes("1")) {
                throw new Error("poison");
            }
        };

        await putAll("a", 2);
        await whenSeen(1);
        await source.clock.advance(1_000);
        await whenSeen(3);

        expect(seen()).to.deep.equal(["a=1", "a=1", "a=2"]);
        const [letter, ...others] = source.letters;
        expect(others).to.deep.equal([]);
        expect(letter?.requestContext).to.deep.include({
            condition: "RetryAttemptsExhausted",
            approximateInvokeCount: 2,
            functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
        });
        expect(letter?.responseContext).to.deep.equal({
            statusCode: 200,
            executedVersion: "$LATEST",
            functionError: "Unhandled",
        });
        const { startSequenceNumber, endSequenceNumber, shardId, ...info } = letter?.DDBStreamBatchInfo ?? {};
        expect(info).to.deep.equal({
            approximateArrivalOfFirstRecord: "2026-01-01T00:00:00Z",
            approximateArrivalOfLastRecord: "2026-01-01T00:00:00Z",
            batchSize: 1,
            streamArn: source.streamArn,
        });
        expect(startSequenceNumber).to.match(/^\d{21}$/);
        expect(endSequenceNumber).to.equal(startSequenceNumber);
        expect(shardId?.length).to.be.within(28, 65);
    });

    it("finds the poison record by halves, and every other one passes", async () => {
        await putAll("a", 8);
        source.handler = (changes) => {
            if (numbersOf(changes).includes("6")) {
                throw new Error("poison");
            }
        };

        await source.create({
            BisectBatchOnFunctionError: true,
            MaximumRetryAttempts: 0,
            DestinationConfig: { OnFailure: { Destination: queueArn } },
        });
        await until("the letter and the end", () => source.letters.length === 1 && seen().at(-1) === "a=8");

        expect(source.batches.map((batch) => batch.join(" "))).to.deep.equal([
            "a=1 a=2 a=3 a=4 a=5 a=6 a=7 a=8",
            "a=1 a=2 a=3 a=4",
            "a=5 a=6 a=7 a=8",
            "a=5 a=6",
            "a=5",
            "a=6",
            "a=7 a=8",
        ]);
        expect(source.letters[0]?.DDBStreamBatchInfo.batchSize).to.equal(1);
    });

    it("goes on from the first record that the function reports as failed, when it may report", async () => {
        await putAll("a", 4);
        let reports = 1;
        source.handler = (changes) => ({
            batchItemFailures:
                reports-- > 0
                    ? [changes[3], changes[2]].map((change) => ({ itemIdentifier: change?.dynamodb.SequenceNumber }))
                    : [],
        });

        await source.create({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
        await whenSeen(4);
        await source.clock.advance(1_000);
        await whenSeen(6);

        expect(source.batches).to.deep.equal([
            ["a=1", "a=2", "a=3", "a=4"],
            ["a=3", "a=4"],
        ]);
    });

    for (const [what, response] of [
        ["no identifier", { batchItemFailures: [{ itemIdentifier: "" }] }],
        ["another key", { batchItemFailures: [{ id: "1" }] }],
        ["a record that is not in the batch", { batchItemFailures: [{ itemIdentifier: "1" }] }],
    ] as const) {
        it(`takes the whole batch for failed when a report has ${what}`, async () => {
            await putAll("a", 2);
            source.handler = () => response;

            await source.create({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
            await whenSeen(2);
            await source.clock.advance(1_000);
            await whenSeen(4);

            expect(source.batches).to.deep.equal([
                ["a=1", "a=2"],
                ["a=1", "a=2"],
            ]);
        });
    }

    for (const response of [undefined, {}, { batchItemFailures: null }, { batchItemFailures: [] }, "done"]) {
        it(`takes ${JSON.stringify(response)} for success`, async () => {
            source.handler = () => response;
            await source.create({ FunctionResponseTypes: ["ReportBatchItemFailures"] });

            await source.put("a", 1);
            await whenSeen(1);
            await source.put("a", 2);
            await whenSeen(2);

            expect(seen()).to.deep.equal(["a=1", "a=2"]);
        });
    }

    it("does not count throttles as attempts", async () => {
        let throttles = 3;
        source.handler = () => {
            if (throttles-- > 0) {
                throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
            }
        };
        await source.create({ MaximumRetryAttempts: 0 });

        await source.put("a", 1);
        await whenSeen(1);
        await source.clock.advance(60_000);
        await whenSeen(4);

        expect(seen()).to.deep.equal(["a=1", "a=1", "a=1", "a=1"]);
        expect(source.observations.map((each) => (each.type === "invocation ended" ? each.error : each))).to.deep.equal(
            [undefined],
        );
    });

    it("gives up records that are older than they may be, without another attempt", async () => {
        source.handler = () => {
            throw new Error("never");
        };
        await source.create({
            MaximumRecordAgeInSeconds: 60,
            DestinationConfig: { OnFailure: { Destination: queueArn } },
        });

        await source.put("a", 1);
        await whenSeen(1);
        await source.clock.advance(90_000);
        await until("the letter", () => source.letters.length === 1);

        expect(source.letters[0]?.requestContext.condition).to.equal("RecordAgeExceeded");
        expect(source.letters[0]?.requestContext.approximateInvokeCount).to.equal(seen().length);
    });

    it("has several batches of a shard with the function at once, and still keeps each item's order", async () => {
        let running = 0;
        let most = 0;
        source.handler = async () => {
            most = Math.max(most, ++running);
            await new Promise((resolve) => setTimeout(resolve, 5));
            running--;
        };
        await source.create({ ParallelizationFactor: 10, BatchSize: 1 });

        for (let n = 1; n <= 3; n++) {
            await Promise.all(Array.from({ length: 20 }, (_none, item) => source.put(`item-${item}`, n)));
        }
        await whenSeen(60);

        expect(most).to.be.greaterThan(4);
        for (let item = 0; item < 20; item++) {
            const own = seen().filter((each) => each.startsWith(`item-${item}=`));
            expect(own).to.deep.equal([1, 2, 3].map((n) => `item-${item}=${n}`));
        }
    });

    it("goes on where it was after a restart", async () => {
        await source.create();
        await source.put("a", 1);
        await whenSeen(1);
        await whenIdle();

        await source.restart();
        await source.put("a", 2);
        await whenSeen(2);

        expect(seen()).to.deep.equal(["a=1", "a=2"]);
    });

    it("does not read again after a restart what its filters left out", async () => {
        await source.create({ FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] } });
        await putAll("a", 3);
        await until("three records", () => source.readCount === 3);
        await whenIdle();

        await source.restart();
        await putAll("b", 1);
        await until("another", () => source.readCount > 3);
        await whenIdle();

        expect(source.readCount).to.equal(4);
        expect(source.batches).to.deep.equal([]);
    });

    it("goes on where it was when it is paused and resumed, and loses nothing when its lanes change", async () => {
        const uuid = await source.create();
        await source.put("a", 1);
        await whenSeen(1);
        await whenIdle();
        await source.mappings.update(uuid, { Enabled: false });
        await source.put("a", 2);
        await whenIdle();
        const paused = seen();

        await source.mappings.update(uuid, { Enabled: true, ParallelizationFactor: 3 });
        await whenSeen(2);
        await source.put("a", 3);
        await whenSeen(3);

        expect(paused).to.deep.equal(["a=1"]);
        expect(seen().slice(-2)).to.deep.equal(["a=2", "a=3"]);
    });

    it("measures how old records are when the function gets them", async () => {
        await source.put("a", 1);
        await source.clock.advance(5_000);

        await source.create();
        await until("the metric", () => source.metrics.IteratorAge !== undefined);

        expect(source.metrics.IteratorAge).to.deep.equal([5_000]);
    });

    it("is refused to a function whose role must not read the stream", async () => {
        for (const action of ["DescribeStream", "GetShardIterator", "GetRecords", "ListStreams"]) {
            source.denied.add(`dynamodb:${action}`);
            const error = await failure(source.create());
            source.denied.clear();

            expect(error.name).to.equal("InvalidParameterValueException");
            expect(error.message).to.contain("Cannot access stream");
        }
    });

    it("tells when the role must not read the stream any more, and goes on once it may", async () => {
        const uuid = await source.create();
        source.denied.add("dynamodb:GetRecords");
        await source.put("a", 1);
        await until("the trouble", () => source.observations.length > 0);
        const result = source.mappings.result(uuid);

        source.denied.clear();
        await source.clock.advance(1_000);
        await whenSeen(1);

        expect(result).to.equal("PROBLEM: not authorized to perform: dynamodb:GetRecords");
        expect(source.observations[0]).to.deep.include({ type: "delivery failed", attempt: 1, nextAttemptMs: 1000 });
    });

    it("is refused twice for one function and stream, and for a stream that is not there", async () => {
        await source.create();

        const twice = await failure(source.create());
        const missing = await failure(source.create({ EventSourceArn: `${source.streamArn}0` }));

        expect(twice.name).to.equal("ResourceConflictException");
        expect(missing.message).to.contain("Stream not found");
    });
});
