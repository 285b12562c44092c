import { expect } from "chai";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { until } from "local-cloud/testing";
import type { EventRow } from "../../../console/model/event-row";
import { EventFeed } from "../../../console/server/event-feed";

const row = (key: string, at: number, outcome = "applied"): EventRow => ({ key, id: key, type: "a.b", outcome, at });

/** What a reader of Server-Sent Events was told. */
class Reader {
    readonly rows: EventRow[] = [];
    readonly failures: (string | null)[] = [];
    lastId: string | undefined;
    private readonly controller = new AbortController();

    async join(url: string, lastEventId?: string): Promise<void> {
        const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
        const response = await fetch(url, { headers, signal: this.controller.signal });
        void this.read(response).catch(() => undefined);
    }

    leave(): void {
        this.controller.abort();
    }

    private async read(response: Response): Promise<void> {
        let text = "";
        for await (const chunk of response.body ?? []) {
            text += Buffer.from(chunk as Uint8Array).toString();
            const messages = text.split("\n\n");
            text = messages.pop() ?? "";
            messages.forEach((message) => this.take(message));
        }
    }

    private take(message: string): void {
        const read = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(message)?.[1];
        const data = JSON.parse(read("data") ?? "null") as unknown;
        this.lastId = read("id") ?? this.lastId;
        if (read("event") === "rows") {
            this.rows.push(...(data as EventRow[]));
        } else {
            this.failures.push((data as { failure: string | null }).failure);
        }
    }
}

describe("EventFeed", () => {
    let pages: EventRow[][];
    let failure: Error | undefined;
    let reads: number;
    let feed: EventFeed;
    let server: Server;
    let url: string;
    let readers: Reader[];

    beforeEach(async () => {
        pages = [];
        failure = undefined;
        reads = 0;
        readers = [];
        feed = new EventFeed({
            intervalMilliseconds: 1,
            async *read() {
                reads++;
                if (failure !== undefined) {
                    throw failure;
                }
                yield* pages.splice(0);
            },
        });
        server = createServer((request, response) => feed.join(request, response));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterEach(async () => {
        readers.forEach((reader) => reader.leave());
        await feed.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    async function join(lastEventId?: string): Promise<Reader> {
        const reader = new Reader();
        readers.push(reader);
        await reader.join(url, lastEventId);
        return reader;
    }

    it("gives who joins what there is, newest first, and then what changes", async () => {
        pages.push([row("a", 1, "waiting"), row("b", 3)], [row("c", 2)]);
        const first = await join();
        await until("what the feed tells", () => first.rows.length === 3);
        const second = await join();
        await until("what the feed tells", () => second.rows.length === 3);
        pages.push([row("a", 1, "failed")]);
        await until("what the feed tells", () => first.rows.length === 4 && second.rows.length === 4);

        expect(second.rows.map(({ key }) => key)).to.deep.equal(["b", "c", "a", "a"]);
        expect(first.rows.at(-1)).to.deep.equal(row("a", 1, "failed"));
    });

    it("gives who comes back only what changed meanwhile", async () => {
        pages.push([row("a", 1), row("b", 2)]);
        const first = await join();
        await until("what the feed tells", () => first.rows.length === 2);
        first.leave();
        const witness = await join();
        pages.push([row("c", 3)]);
        await until("what the feed tells", () => witness.rows.length === 3);

        const back = await join(first.lastId);
        await until("what the feed tells", () => back.rows.length > 0);

        expect(back.rows.map(({ key }) => key)).to.deep.equal(["c"]);
    });

    it("says why nothing comes, and when it comes again", async () => {
        failure = new Error("the logs cannot be read");
        const reader = await join();
        await until("what the feed tells", () => reader.failures.length > 0);
        failure = undefined;
        await until("what the feed tells", () => reader.failures.at(-1) === null);

        expect(reader.failures[0]).to.equal("the logs cannot be read");
    });

    it("reads nothing while nobody looks on", async () => {
        const reader = await join();
        await until("what the feed tells", () => reads > 2);
        reader.leave();
        // A read that is under way ends; then there is no further one until somebody joins.
        let before = -1;
        await until("what the feed tells", () => {
            const isQuiet = before === reads;
            before = reads;
            return isQuiet;
        });
        await new Promise((resolve) => setImmediate(resolve));

        expect(reads).to.equal(before);
        await join();
        await until("what the feed tells", () => reads > before);
    });
});
