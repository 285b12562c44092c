import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Store } from "../src/store";

async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const entry of entries) {
        list.push(entry);
    }
    return list;
}

describe("Store", () => {
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "store-"));
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    for (const kept of [true, false]) {
        it(`keeps collections apart, in order of their keys (${kept ? "on disk" : "in memory"})`, async () => {
            const store = Store.open(kept ? folder : undefined);
            const queue = store.collection<number>("queue");
            const queues = store.collection<number>("queues");

            await store.write([queue.put("b", 2), queues.put("a", 9), queue.put("a1", 1), queue.put("a2", 3)]);

            expect(await all(queue.entries())).to.deep.equal([
                ["a1", 1],
                ["a2", 3],
                ["b", 2],
            ]);
            expect(await all(queue.entries({ prefix: "a" }))).to.deep.equal([
                ["a1", 1],
                ["a2", 3],
            ]);
            expect(await all(queue.entries({ after: "a1", limit: 1 }))).to.deep.equal([["a2", 3]]);
            expect(await queue.get("a")).to.equal(undefined);
            store.close();
        });
    }

    it("has on disk what it wrote, when it is opened again", async () => {
        const first = Store.open(folder);
        await first.write([first.collection("a").put("key", { deep: [1, null] })]);
        first.close();

        const second = Store.open(folder);

        expect(await second.collection("a").get("key")).to.deep.equal({ deep: [1, null] });
        second.close();
    });

    it("gives ids that sort after all before them, also those of an earlier process", async () => {
        const first = Store.open(folder);
        const ids = Array.from({ length: 2000 }, () => first.orderedId());
        first.close();
        await new Promise((resolve) => setTimeout(resolve, 5));
        const second = Store.open(folder);
        ids.push(second.orderedId());

        expect([...ids].sort()).to.deep.equal(ids);
        expect(new Set(ids).size).to.equal(ids.length);
        second.close();
    });

    it("says which folder is in use, and by which process", async () => {
        const store = Store.open(folder);

        expect(() => Store.open(folder)).to.throw(
            `${path.join(folder, "cloud.sqlite")} is in use by another process (${process.pid})`,
        );
        store.close();
    });
});
