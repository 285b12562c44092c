import { expect } from "chai";

import { startDynamo, type DynamoFixture } from "../../../../src/testing/dynamo";
import { manualClock, type ManualClock } from "../../../../src/testing/manual-clock";
import { tableWithId } from "../dynamo-tables";

interface Answer {
    __type?: string;
    Streams: { StreamArn: string; TableName: string }[];
    StreamDescription: { Shards: { ShardId: string }[] };
    ShardIterator: string;
    NextShardIterator: string;
    Records: { eventName: string; dynamodb: { NewImage: object; SequenceNumber: string } }[];
}

describe("the API of DynamoDB Streams", () => {
    let dynamo: DynamoFixture;
    let clock: ManualClock;
    let StreamArn: string;
    let ShardId: string;

    beforeEach(async () => {
        clock = manualClock();
        dynamo = await startDynamo(undefined, clock);
        const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" as const };
        await dynamo.service.putTable(tableWithId("things", { StreamSpecification }));
        await dynamo.service.putTable(tableWithId("others"));
        for (const n of [1, 2, 3]) {
            await dynamo.document.put({ TableName: "things", Item: { id: "a", n } });
        }
        StreamArn = (await call("ListStreams", {})).Streams[0]?.StreamArn ?? "";
        const { Shards } = (await call("DescribeStream", { StreamArn })).StreamDescription;
        for (const shard of Shards) {
            if ((await read({ ShardIteratorType: "TRIM_HORIZON" }, shard.ShardId)).length > 0) {
                ShardId = shard.ShardId;
            }
        }
    });

    afterEach(() => dynamo.stop());

    async function call(operation: string, input: object): Promise<Answer> {
        const answer = await fetch(dynamo.url, {
            method: "POST",
            headers: { "x-amz-target": `DynamoDBStreams_20120810.${operation}` },
            body: JSON.stringify(input),
        });
        return (await answer.json()) as Answer;
    }

    async function read(where: object, shard = ShardId): Promise<Answer["Records"]> {
        const { ShardIterator } = await call("GetShardIterator", { StreamArn, ShardId: shard, ...where });
        return (await call("GetRecords", { ShardIterator })).Records;
    }

    const numbers = (records: Answer["Records"]) => records.map(({ dynamodb }) => dynamodb.NewImage);
    const image = (n: number) => ({ id: { S: "a" }, n: { N: String(n) } });

    it("lists the streams that there are, and describes one with its shards", async () => {
        const { Streams } = await call("ListStreams", {});
        const { StreamDescription } = await call("DescribeStream", { StreamArn });
        const none = await call("DescribeStream", { StreamArn: `${StreamArn}0` });

        expect(Streams.map(({ TableName }) => TableName)).to.deep.equal(["things"]);
        expect(StreamDescription).to.deep.include({ StreamStatus: "ENABLED", StreamViewType: "NEW_IMAGE", StreamArn });
        expect(none.__type).to.match(/ResourceNotFoundException$/);
    });

    it("reads a shard from its start, from its end, and from a record that a failure names", async () => {
        const all = await read({ ShardIteratorType: "TRIM_HORIZON" });
        const SequenceNumber = all[1]?.dynamodb.SequenceNumber;

        expect(numbers(all)).to.deep.equal([image(1), image(2), image(3)]);
        expect(numbers(await read({ ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber }))).to.deep.equal([
            image(2),
            image(3),
        ]);
        expect(numbers(await read({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber }))).to.deep.equal([
            image(3),
        ]);
        expect(await read({ ShardIteratorType: "LATEST" })).to.deep.equal([]);
    });

    it("reads page after page", async () => {
        const first = await call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" });

        const one = await call("GetRecords", { ShardIterator: first.ShardIterator, Limit: 2 });
        const two = await call("GetRecords", { ShardIterator: one.NextShardIterator, Limit: 2 });
        const three = await call("GetRecords", { ShardIterator: two.NextShardIterator, Limit: 2 });

        expect([one, two, three].map(({ Records }) => Records.length)).to.deep.equal([2, 1, 0]);
    });

    it("refuses an iterator after 15 minutes, one that is none, and records that are forgotten", async () => {
        const [{ dynamodb } = { dynamodb: undefined }] = await read({ ShardIteratorType: "TRIM_HORIZON" });
        const { ShardIterator } = await call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "LATEST" });

        await clock.advance(15 * 60 * 1000 + 1);
        const expired = await call("GetRecords", { ShardIterator });
        const none = await call("GetRecords", { ShardIterator: "nonsense" });
        await clock.advance(24 * 60 * 60 * 1000);
        const trimmed = await call("GetShardIterator", {
            StreamArn,
            ShardId,
            ShardIteratorType: "AT_SEQUENCE_NUMBER",
            SequenceNumber: dynamodb?.SequenceNumber,
        });

        expect([expired, none, trimmed].map(({ __type }) => __type?.split("#").at(-1))).to.deep.equal([
            "ExpiredIteratorException",
            "ValidationException",
            "TrimmedDataAccessException",
        ]);
    });

    it("asks for permission for each call", async () => {
        dynamo.authorized.length = 0;

        await read({ ShardIteratorType: "LATEST" });
        await call("DescribeStream", { StreamArn });
        await call("ListStreams", { TableName: "things" });

        expect(dynamo.authorized).to.deep.equal([
            `dynamodb:GetShardIterator ${StreamArn}`,
            `dynamodb:GetRecords ${StreamArn}`,
            `dynamodb:DescribeStream ${StreamArn}`,
            `dynamodb:ListStreams ${StreamArn.replace(/[^/]+$/, "*")}`,
        ]);
    });
});
