import { expect } from "chai";

import { type LocalStripe, startLocalStripe } from "../../src/local-stripe";
import { stories } from "../../src/stories/stories";
import { type EndpointServer, startEndpoint } from "../webhooks/endpoint-server";

describe("POST /_local/stories", () => {
    let endpoint: EndpointServer;
    let stripe: LocalStripe;
    let arrived: () => void;

    beforeEach(async () => {
        endpoint = await startEndpoint();
        stripe = await startLocalStripe({ port: 0, log: () => arrived?.() });
        stripe.registerEndpoint({ id: "we_1", url: endpoint.url, secret: "whsec_1", enabledEvents: ["*"] });
    });

    afterEach(async () => {
        await stripe.close();
        await endpoint.close();
    });

    const ask = (body: object, type = "application/json") =>
        fetch(`${stripe.url}/_local/stories`, {
            method: "POST",
            headers: { "content-type": type },
            body: JSON.stringify(body),
        });

    /** Waits until the endpoint was sent so many. */
    const received = (count: number) =>
        new Promise<void>((resolve) => {
            arrived = () => endpoint.received.length >= count && resolve();
            arrived();
        });

    const lines = async (response: Response) =>
        (await response.text())
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Record<string, unknown>);

    it("tells a story, event by event, and the endpoint gets what is not dropped, some of it twice", async () => {
        const response = await ask({ name: "trial-converts", seed: "3", drop: 0.2, duplicate: 0.2 });

        const told = await lines(response);
        const made = told.pop() as unknown as {
            events: number;
            dropped: number;
            duplicated: number;
            customers: string[];
        };
        await received(made.events - made.dropped + made.duplicated);

        const events = told.map(({ event }) => event as { id: string; type: string });
        const dropped = told.filter(({ isDropped }) => isDropped).map(({ event }) => (event as { id: string }).id);
        const came = new Set(endpoint.received.map(({ body }) => (JSON.parse(body) as { id: string }).id));
        expect(response.headers.get("content-type")).to.equal("application/x-ndjson");
        expect(events[0]?.type).to.equal("customer.created");
        expect(made).to.deep.include({ seed: "3", events: events.length, dropped: dropped.length });
        expect(made.dropped).to.be.greaterThan(0);
        expect(made.customers.length).to.equal(1);
        expect([...came].toSorted()).to.deep.equal(
            events
                .map(({ id }) => id)
                .filter((id) => !dropped.includes(id))
                .toSorted(),
        );
    });

    it("lists the stories on GET", async () => {
        const listed = (await (await fetch(`${stripe.url}/_local/stories`)).json()) as { stories: { name: string }[] };

        expect(listed.stories.map(({ name }) => name)).to.deep.equal(stories.map(({ name }) => name));
    });

    it("says what is wrong with a request", async () => {
        const unknown = await ask({ name: "none" });
        const page = await ask({ name: "renewal" }, "text/plain");
        await ask({ name: "refund", seed: "1" }).then(lines);
        const again = await ask({ name: "refund", seed: "1" }).then(lines);

        expect([unknown.status, page.status]).to.deep.equal([400, 415]);
        expect(again.at(-1)?.error).to.match(/the story was told with this seed before$/);
    });
});
