import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect } from "chai";

import { until } from "../../../src/testing/until";
import { manualClock } from "../../../src/testing/manual-clock";
import { startDynamo, type DynamoFixture } from "../../../src/testing/dynamo";
import { failure } from "../../../src/testing/failure";
import { ordersTable, tableWithId } from "./dynamo-tables";

describe("DynamoDB's durability", () => {
    let folder: string;
    let dynamo: DynamoFixture | undefined;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "dynamo-"));
    });

    afterEach(async () => {
        await dynamo?.stop();
        dynamo = undefined;
        await rm(folder, { recursive: true });
    });

    it("keeps tables, items, indexes, and settings over a restart", async () => {
        const clock = manualClock();
        dynamo = await startDynamo(folder, clock);
        await dynamo.service.putTable(tableWithId("things"));
        await dynamo.service.putTable(ordersTable("orders"));
        await dynamo.service.putTimeToLive("things", { enabled: true, attributeName: "expiresAt" });
        await dynamo.document.put({ TableName: "orders", Item: { customer: "c", order: "o", status: "s", amount: 1 } });
        await dynamo.document.put({ TableName: "things", Item: { id: "old", expiresAt: clock.now() / 1000 } });
        await dynamo.document.put({ TableName: "things", Item: { id: "sum", n: 1 } });
        await dynamo.stop();

        dynamo = await startDynamo(folder, clock);
        await clock.advance(61_000);

        await until("an item", async () => (await items("things")).length === 1);
        expect(await items("things")).to.deep.equal([{ id: "sum", n: 1 }]);
        expect(await items("orders", "by-status")).to.deep.equal([
            { customer: "c", order: "o", status: "s", amount: 1 },
        ]);
    });

    it("loses nothing acknowledged, and no index entry of it, when it is killed", async function () {
        this.timeout(60_000);
        const orders = new Map<string, number>();
        for (const acknowledged of [300, 700]) {
            await writeUntilKilled(folder, acknowledged, orders);
        }

        dynamo = await startDynamo(folder);

        const stored = await items("orders");
        const versions = new Map(stored.map(({ order, amount }) => [order as string, amount as number]));
        // A writer begins again with version 1 after a kill: what it acknowledged last is in the map.
        for (const [order, version] of orders) {
            expect(versions.get(order), order).to.be.at.least(version);
        }
        expect(await items("orders", "by-status")).to.have.deep.members(stored);
    });

    it("says so when another process has the folder, and leaves it alone", async () => {
        dynamo = await startDynamo(folder);
        await dynamo.service.putTable(tableWithId("things"));

        const error = await failure(startDynamo(folder));

        expect(error.message).to.equal(
            `${join(folder, "cloud.sqlite")} is in use by another process (${process.pid}): end it, or take another folder`,
        );
        expect(await items("things")).to.deep.equal([]);
    });

    async function items(TableName: string, IndexName?: string): Promise<Record<string, unknown>[]> {
        const found: Record<string, unknown>[] = [];
        let ExclusiveStartKey: Record<string, unknown> | undefined;
        do {
            const page = await dynamo?.document.scan({ TableName, IndexName, ExclusiveStartKey });
            found.push(...(page?.Items ?? []));
            ExclusiveStartKey = page?.LastEvaluatedKey;
        } while (ExclusiveStartKey !== undefined);
        return found;
    }
});

/** Runs crash-writer.ts, kills it after it has acknowledged `count` writes, and notes them all. */
async function writeUntilKilled(folder: string, count: number, orders: Map<string, number>): Promise<void> {
    const script = join(__dirname, "crash-writer.ts");
    const child = spawn(
        process.execPath,
        ["-r", require.resolve("../../../src/testing/register.cjs"), script, folder],
        {
            stdio: ["ignore", "pipe", "inherit"],
        },
    );
    const closed = once(child, "close");
    let seen = 0;
    orders.clear();
    for await (const line of createInterface(child.stdout)) {
        const [id = "", version] = line.split(" ");
        orders.set(id, Number(version));
        if (++seen === count) {
            child.kill("SIGKILL");
        }
    }
    await closed;
    expect(child.signalCode).to.equal("SIGKILL");
}
