import { DescribeTableCommand, type StreamViewType } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RecordStream, StreamRecord } from "../../../../src/services/service";
import { startDynamo, type DynamoFixture } from "../../../../src/testing/dynamo";
import { failure } from "../../../../src/testing/failure";
import { manualClock, type ManualClock } from "../../../../src/testing/manual-clock";
import { tableWithId } from "../dynamo-tables";

const TableName = "things";

interface Change {
    eventName: string;
    userIdentity?: object;
    dynamodb: {
        Keys: object;
        NewImage?: object;
        OldImage?: object;
        SequenceNumber: string;
        SizeBytes: number;
        StreamViewType: string;
    };
}

describe("a table's stream", () => {
    let dynamo: DynamoFixture;
    let clock: ManualClock;

    beforeEach(async () => {
        clock = manualClock();
        dynamo = await startDynamo(undefined, clock);
    });

    afterEach(() => dynamo.stop());

    const makeTable = (StreamViewType: StreamViewType = "NEW_AND_OLD_IMAGES") =>
        dynamo.service.putTable(
            tableWithId(TableName, { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
        );
    const describeTable = async () => (await dynamo.client.send(new DescribeTableCommand({ TableName }))).Table;
    const put = (id: string, n = 1) => dynamo.document.put({ TableName, Item: { id, n } });

    async function open(): Promise<RecordStream> {
        const arn = (await describeTable())?.LatestStreamArn ?? "";
        return dynamo.service.findStream(arn) as RecordStream;
    }

    async function records(): Promise<StreamRecord[]> {
        const stream = await open();
        const all = await Promise.all(stream.shards.map((shard) => stream.read(shard, "", 100)));
        return all.flat().sort((one, other) => (one.sequence < other.sequence ? -1 : 1));
    }
    const changes = async () => (await records()).map(({ event }) => event as unknown as Change);
    const names = async () => (await changes()).map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys]);

    it("has a record of each write that makes, changes or deletes an item, in order", async () => {
        await makeTable();

        await put("a");
        await dynamo.document.update({
            TableName,
            Key: { id: "a" },
            UpdateExpression: "SET n = :two",
            ExpressionAttributeValues: { ":two": 2 },
        });
        await dynamo.document.delete({ TableName, Key: { id: "a" } });
        await dynamo.document.batchWrite({ RequestItems: { [TableName]: [{ PutRequest: { Item: { id: "b" } } }] } });
        await dynamo.document.transactWrite({ TransactItems: [{ Delete: { TableName, Key: { id: "b" } } }] });

        const [a, b] = [{ id: { S: "a" } }, { id: { S: "b" } }];
        expect(await names()).to.deep.equal([
            ["INSERT", a],
            ["MODIFY", a],
            ["REMOVE", a],
            ["INSERT", b],
            ["REMOVE", b],
        ]);
        const [, modified] = await changes();
        expect(modified?.dynamodb).to.deep.include({
            NewImage: { id: { S: "a" }, n: { N: "2" } },
            OldImage: { id: { S: "a" }, n: { N: "1" } },
            SizeBytes: 15,
            StreamViewType: "NEW_AND_OLD_IMAGES",
        });
    });

    it("has no record of a write that changes nothing, or that does not happen", async () => {
        await makeTable();
        await put("a");

        await put("a");
        await dynamo.document.delete({ TableName, Key: { id: "missing" } });
        await failure(
            dynamo.document.put({
                TableName,
                Item: { id: "a", n: 2 },
                ConditionExpression: "attribute_not_exists(id)",
            }),
        );

        expect(await names()).to.deep.equal([["INSERT", { id: { S: "a" } }]]);
    });

    for (const [viewType, images] of [
        ["KEYS_ONLY", []],
        ["NEW_IMAGE", ["NewImage"]],
        ["OLD_IMAGE", ["OldImage"]],
    ] as const) {
        it(`shows no more than ${viewType}`, async () => {
            await makeTable(viewType);

            await put("a");
            await put("a", 2);

            const shown = Object.keys((await changes())[1]?.dynamodb ?? {}).filter((name) => name.endsWith("Image"));
            expect(shown).to.deep.equal(images);
        });
    }

    it("says of an expired item that DynamoDB itself deleted it", async () => {
        await makeTable();
        await dynamo.service.putTimeToLive(TableName, { enabled: true, attributeName: "at" });
        await dynamo.document.put({ TableName, Item: { id: "a", at: clock.now() / 1000 } });

        await clock.advance(61_000);

        const [, removed] = await changes();
        expect(removed?.eventName).to.equal("REMOVE");
        expect(removed?.userIdentity).to.deep.equal({ type: "Service", principalId: "dynamodb.amazonaws.com" });
    });

    it("keeps an item's records together in one shard", async () => {
        await makeTable();
        for (let n = 0; n < 3; n++) {
            for (let item = 0; item < 20; item++) {
                await put(`item-${item}`, n);
            }
        }

        const stream = await open();
        const shards = await Promise.all(stream.shards.map((shard) => stream.read(shard, "", 100)));

        const places = shards.flatMap((each, shard) =>
            each.map(({ event }) => `${JSON.stringify((event as unknown as Change).dynamodb.Keys)} ${shard}`),
        );
        expect(places.length).to.equal(60);
        expect(new Set(places).size).to.equal(20);
        expect(shards.filter((each) => each.length > 0).length).to.be.greaterThan(1);
    });

    it("reads on from a record", async () => {
        await makeTable();
        await put("a", 1);
        await put("a", 2);
        await put("a", 3);
        const [first] = await records();
        const stream = await open();
        const newest = await Promise.all(stream.shards.map((shard) => stream.newest(shard)));
        const shard = stream.shards[newest.findIndex((number) => number !== "")] ?? "";

        const rest = await stream.read(shard, first?.sequence ?? "", 1);

        expect(rest.map(({ sequence }) => sequence)).to.deep.equal([(await records())[1]?.sequence]);
        expect(newest).to.include((await records())[2]?.sequence);
    });

    it("forgets records after a day, and numbers those that follow higher", async () => {
        await makeTable();
        await put("a", 1);
        const [old] = await records();

        await clock.advance(24 * 60 * 60 * 1000 + 1);
        const left = await records();
        await put("a", 2);

        expect(left).to.deep.equal([]);
        const [only, ...others] = await records();
        expect(others).to.deep.equal([]);
        expect(only?.sequence.localeCompare(old?.sequence ?? "")).to.equal(1);
    });

    it("is turned on for a table that stands, and sees what changes from then on", async () => {
        await dynamo.service.putTable(tableWithId(TableName));
        await put("before");

        await makeTable();
        await put("after");

        expect(await names()).to.deep.equal([["INSERT", { id: { S: "after" } }]]);
        expect((await dynamo.document.scan({ TableName })).Count).to.equal(2);
    });

    it("is another one, with another label, once it is turned off and on", async () => {
        await makeTable();
        await put("a");
        const before = await describeTable();

        await dynamo.service.putTable(tableWithId(TableName));
        await put("b");
        const off = await describeTable();
        await makeTable();

        const after = await describeTable();
        expect(before?.StreamSpecification).to.deep.equal({
            StreamEnabled: true,
            StreamViewType: "NEW_AND_OLD_IMAGES",
        });
        expect(before?.LatestStreamArn).to.equal(`${before?.TableArn}/stream/${before?.LatestStreamLabel}`);
        expect(off?.StreamSpecification).to.equal(undefined);
        expect(off?.LatestStreamArn).to.equal(before?.LatestStreamArn);
        expect(after?.LatestStreamArn).not.to.equal(before?.LatestStreamArn);
        expect(await names()).to.deep.equal([]);
    });

    it("goes on with higher numbers after a restart, also when the clock went back", async () => {
        const folder = await mkdtemp(join(tmpdir(), "streams-"));
        await dynamo.stop();
        dynamo = await startDynamo(folder, manualClock(2_000_000_000_000));
        await makeTable();
        await put("a", 1);
        await dynamo.stop();

        dynamo = await startDynamo(folder, manualClock(1_999_999_000_000));
        await put("a", 2);

        expect((await changes()).map(({ eventName }) => eventName)).to.deep.equal(["INSERT", "MODIFY"]);
        await rm(folder, { recursive: true });
    });
});
