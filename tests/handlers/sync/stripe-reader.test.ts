import { expect } from "chai";
import { failure } from "local-cloud/testing";
import { readStripeFailure } from "../../../handlers/sync/stripe-failure";
import type { StripePage } from "../../../handlers/sync/stripe-reader";
import { refuse } from "./fake-stripe";
import { start, subscription, syncFixture } from "./sync-fixture";

describe("createStripeReader", () => {
    it("reads a list page by page, a hundred at a time", async () => {
        const { reader, stripe } = syncFixture();
        const all = Array.from({ length: 250 }, (_, index) => subscription(`sub_${index}`));
        stripe.lists.set("subscriptions", all);

        const pages: StripePage[] = [];
        for await (const page of reader.pages("/v1/subscriptions", { query: { status: "all" } })) {
            pages.push(page);
        }

        expect(pages.map(({ objects }) => objects.length)).to.deep.equal([100, 100, 50]);
        expect(pages.map(({ isLast }) => isLast)).to.deep.equal([false, false, true]);
        expect(pages.flatMap(({ objects }) => objects)).to.deep.equal(all);
        expect(stripe.requests.at(-1)?.path).to.equal("subscriptions?limit=100&status=all&starting_after=sub_199");
    });

    it("reads a list of API v2 by the URL of its next page, at Stripe alone", async () => {
        const { reader, stripe } = syncFixture();
        const next = "https://elsewhere.test/v2/core/events?page=2";
        const answers = [
            { data: [{ id: "evt_2" }], next_page_url: next },
            { data: [{ id: "evt_1" }], next_page_url: null },
        ];
        await reader.get("/v1/customers/cus_1");
        stripe.interrupt = () => Response.json(answers.shift());

        const pages: StripePage[] = [];
        for await (const page of reader.pages("/v2/core/events", { query: { object_id: "in_1" } })) {
            pages.push(page);
        }

        expect(pages.map(({ objects, isLast }) => [objects[0]?.id, isLast])).to.deep.equal([
            ["evt_2", false],
            ["evt_1", true],
        ]);
        expect(stripe.requests.slice(-2).map(({ url }) => url)).to.deep.equal([
            "https://stripe.test/v2/core/events?object_id=in_1",
            "https://stripe.test/v2/core/events?page=2",
        ]);
    });

    it("reads another account by the same clock", async () => {
        const { reader, stripe } = syncFixture();
        stripe.lists.set("subscriptions", [subscription("sub_1")]);
        await reader.get("/v1/subscriptions/sub_1");
        stripe.requests.length = 0;

        const other = reader.of({ account: "acct_1", context: "acct_1" });
        const { body } = await other.get("/v1/subscriptions/sub_1");

        expect([other.account, body?.id]).to.deep.equal(["acct_1", "sub_1"]);
        expect(stripe.requests.map(({ headers }) => headers["stripe-context"])).to.deep.equal(["acct_1"]);
    });

    it("takes the time from Stripe's answers, however wrong the clock here is, and never a later second", async () => {
        const fixture = syncFixture();
        const { reader, stripe } = fixture;
        stripe.lists.set("subscriptions", [subscription("sub_1")]);
        stripe.now = () => fixture.now() + 600_400;

        const first = await reader.get("/v1/subscriptions/sub_1");
        await fixture.wait(60_000);
        const later = await reader.get("/v1/subscriptions/sub_1");

        expect(stripe.requests).to.have.length(2);
        const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
        expect(first.readAt).to.be.within(start + 598, seconds(stripe.now()) - 60);
        expect(later.readAt).to.be.within(first.readAt + 60, seconds(stripe.now()));
    });

    it("has read what it read when it asked, not when the answer came", async () => {
        const fixture = syncFixture();
        const { reader, stripe } = fixture;
        const body = { id: "sub_1", object: "subscription" };
        stripe.interrupt = () => {
            void fixture.wait(20_000);
            return Response.json(body);
        };

        const { readAt } = await reader.get("/v1/subscriptions/sub_1");

        expect(readAt).to.be.within(start - 1, start);
    });

    it("keeps to the rate", async () => {
        const fixture = syncFixture({ requestsPerSecond: 25 });
        fixture.stripe.lists.set("subscriptions", [subscription("sub_1")]);

        await Promise.all(Array.from({ length: 50 }, () => fixture.reader.get("/v1/subscriptions/sub_1")));

        expect(fixture.now() - start * 1000).to.be.at.least(49 * 40);
    });

    it("waits as long as Stripe says when there are too many requests, for a minute and more", async () => {
        const waits: number[] = [];
        const fixture = syncFixture({ onRetry: (_, milliseconds) => waits.push(milliseconds) });
        fixture.stripe.lists.set("subscriptions", [subscription("sub_1")]);
        fixture.stripe.interrupt = () =>
            fixture.now() < start * 1000 + 60_000 ? refuse(429, { "retry-after": "7" }) : undefined;

        const { body } = await fixture.reader.get("/v1/subscriptions/sub_1");

        expect(body?.id).to.equal("sub_1");
        expect(new Set(waits)).to.deep.equal(new Set([7000]));
    });

    it("tries again when Stripe fails or the connection breaks off, and gives up after two minutes", async () => {
        const fixture = syncFixture();
        let answers = 0;
        fixture.stripe.interrupt = () => (answers++ % 2 === 0 ? refuse(503) : new TypeError("terminated"));

        const error = await failure(fixture.reader.get("/v1/subscriptions/sub_1"));

        expect(readStripeFailure(error)).to.equal("unavailable");
        expect(error.message).to.match(
            /^Stripe at https:\/\/stripe.test is not available after \d+ requests in \d+ seconds: /,
        );
        expect(fixture.now() - start * 1000).to.be.within(100_000, 130_000);
    });

    for (const [status, kind, message] of [
        [401, "key", "Stripe at https://stripe.test refuses the API key: it is wrong, expired or revoked"],
        [403, "permission", "the API key may not read /v1/invoices: give it read permission for that"],
        [400, "refused", "Stripe answers 400 to GET /v1/invoices: Stripe says 400"],
    ] as const) {
        it(`says what it means that Stripe answers ${status}, and not the key`, async () => {
            const { reader, stripe } = syncFixture();
            stripe.interrupt = () => refuse(status);

            const error = await failure(reader.get("/v1/invoices"));

            expect(readStripeFailure(error)).to.equal(kind);
            expect(error.message).to.equal(message);
        });
    }

    it("gives no body for an object that Stripe does not have", async () => {
        const { reader } = syncFixture();

        expect(await reader.get("/v1/subscriptions/sub_1")).to.include({ body: undefined });
    });
});
