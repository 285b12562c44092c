import { DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { manualClock, type ManualClock } from "../../../src/testing/manual-clock";
import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { tableWithId } from "./dynamo-tables";

describe("DynamoDB's time to live", () => {
    let dynamo: DynamoFixture;
    let clock: ManualClock;
    let now: number;
    const TableName = "ledger";

    beforeEach(async () => {
        clock = manualClock();
        now = clock.now() / 1000;
        dynamo = await startDynamo(undefined, clock);
        await dynamo.service.putTable(
            tableWithId(TableName, {
                AttributeDefinitions: [
                    { AttributeName: "id", AttributeType: "S" },
                    { AttributeName: "kind", AttributeType: "S" },
                ],
                GlobalSecondaryIndexes: [
                    {
                        IndexName: "by-kind",
                        KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
                        Projection: { ProjectionType: "ALL" },
                    },
                ],
            }),
        );
    });

    afterEach(() => dynamo.stop());

    const turn = (enabled: boolean) => dynamo.service.putTimeToLive(TableName, { enabled, attributeName: "expiresAt" });
    const put = (id: string, expiresAt: unknown) =>
        dynamo.document.put({ TableName, Item: { id, kind: "event", expiresAt } });
    const ids = async (IndexName?: string) => {
        const { Items } = await dynamo.document.scan({ TableName, IndexName });
        return (Items ?? []).map(({ id }) => id as string).sort();
    };

    it("deletes expired items at the next sweep and not before, from indexes too", async () => {
        await turn(true);
        await put("soon", now + 30);
        await put("later", now + 90);
        await put("never", undefined);

        await clock.advance(59_000);
        const before = await ids();
        await clock.advance(2_000);
        const after = await ids();
        await clock.advance(60_000);

        expect(before).to.deep.equal(["later", "never", "soon"]);
        expect(after).to.deep.equal(["later", "never"]);
        expect(await ids()).to.deep.equal(["never"]);
        expect(await ids("by-kind")).to.deep.equal(["never"]);
    });

    it("deletes items that were there before it was turned on", async () => {
        await put("old", now + 1);
        await turn(true);

        await clock.advance(61_000);

        expect(await ids()).to.deep.equal([]);
    });

    it("keeps an item whose time is moved on, and one that is written anew without", async () => {
        await turn(true);
        await put("prolonged", now + 10);
        await put("kept", now + 10);
        await put("prolonged", now + 1000);
        await put("kept", undefined);

        await clock.advance(120_000);

        expect(await ids()).to.deep.equal(["kept", "prolonged"]);
    });

    it("keeps items with a time that is no number, or lies more than five years back", async () => {
        await turn(true);
        await put("text", String(now - 10));
        await put("ancient", now - 6 * 365 * 24 * 3600);
        await put("expired", now - 4 * 365 * 24 * 3600);

        await clock.advance(61_000);

        expect(await ids()).to.deep.equal(["ancient", "text"]);
    });

    it("deletes nothing once it is turned off", async () => {
        await turn(true);
        await put("kept", now + 10);
        await turn(false);

        await clock.advance(61_000);

        expect(await ids()).to.deep.equal(["kept"]);
    });

    it("is described", async () => {
        const describe = async () =>
            (await dynamo.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;

        const before = await describe();
        await turn(true);

        expect(before).to.deep.equal({ TimeToLiveStatus: "DISABLED" });
        expect(await describe()).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" });
    });
});
