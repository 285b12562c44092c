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

    it("keeps tables, items, indexes, settings and tokens over a restart", async () => {
        const clock = manualClock();
        const addition = {
            ClientRequestToken: "once",
            TransactItems: [
                {
                    Update: {
                        TableName: "things",
                        Key: { id: "sum" },
                        UpdateExpression: "ADD n :one",
                        ExpressionAttributeValues: { ":one": 1 },
                    },
                },
            ],
        };
        dynamo = await startDynamo(folder, clock);
        await dynamo.service.putTable(tableWithId("things"));
        await dynamo.service.putTable(ordersTable("orders"));
        await dynamo.service.putTimeToLive("things", { enabled: true, attributeName: "expiresAt" });
        await dynamo.document.put({ TableName: "orders", Item: { customer: "c", order: "o", status: "s", amount: 1 } });
        await dynamo.document.put({ TableName: "things", Item: { id: "old", expiresAt: clock.now() / 1000 } });
        await dynamo.document.transactWrite(addition);
        await dynamo.stop();

        dynamo = await startDynamo(folder, clock);
        await dynamo.document.transactWrite(addition);
        await clock.advance(61_000);

        await until("an item", async () => (await items("things")).length === 1);
        expect(await items("things")).to.deep.equal([{ id: "sum", n: 1 }]);
        expect(await items("orders", "by-status")).to.deep.equal([
            { customer: "c", order: "o", status: "s", amount: 1 },
        ]);
    });

    it("loses nothing acknowledged and does no transaction by half when it is killed", async function () {
        this.timeout(60_000);
        const orders = new Map<string, number>();
        const transactions = new Set<string>();
        for (const acknowledged of [300, 700]) {
            await writeUntilKilled(folder, acknowledged, orders, transactions);
        }

        dynamo = await startDynamo(folder);

        const stored = await items("orders");
        const versions = new Map(stored.map(({ order, amount }) => [order as string, amount as number]));
        // A writer begins again with version 1 after a kill: what it acknowledged last is in the map.
        for (const [order, version] of orders) {
            expect(versions.get(order), order).to.be.at.least(version);
        }
        expect(await items("orders", "by-status")).to.have.deep.members(stored);
        const [left, right] = [await items("left"), await items("right")];
        const counter = right.find(({ id }) => id === "count");
        expect(right.filter((item) => item !== counter)).to.have.deep.members(left);
        expect(counter?.n).to.equal(left.length);
        expect(left.map(({ id }) => id)).to.include.members([...transactions]);
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
async function writeUntilKilled(
    folder: string,
    count: number,
    orders: Map<string, number>,
    transactions: Set<string>,
): Promise<void> {
    const script = join(__dirname, "crash-writer.ts");
    const child = spawn(process.execPath, ["-r", require.resolve("../../../typescript.cjs"), script, folder], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    let seen = 0;
    orders.clear();
    for await (const line of createInterface(child.stdout)) {
        const [kind, id = "", version] = line.split(" ");
        if (kind === "order") {
            orders.set(id, Number(version));
        } else {
            transactions.add(id);
        }
        if (++seen === count) {
            child.kill("SIGKILL");
        }
    }
    await closed;
    expect(child.signalCode).to.equal("SIGKILL");
}
