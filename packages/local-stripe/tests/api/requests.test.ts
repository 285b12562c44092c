import { expect } from "chai";

import { catchError, start, type Started } from "../support/start";

const hour = 60 * 60 * 1000;

describe("a request to local Stripe", () => {
    let now = Date.UTC(2026, 10, 1);
    let started: Started;
    beforeEach(async () => {
        now = Date.UTC(2026, 10, 1);
        started = await start({ now: () => now });
    });
    afterEach(() => started.local.close());

    const post = (body: string, headers: Record<string, string> = {}) =>
        started.fetch("/v1/customers", { method: "POST", body, headers });

    it("is refused without a key, or with one that nobody made", async () => {
        const without = await started.fetch("/v1/customers", { headers: { authorization: "" } });
        const unknown = await catchError(started.clientOf("sk_test_0123456789").customers.list());

        expect([without.status, without.body.error?.type]).to.deep.equal([401, "invalid_request_error"]);
        expect([unknown.type, unknown.message]).to.deep.equal([
            "StripeAuthenticationError",
            "Invalid API Key provided: sk_test_******6789",
        ]);
    });

    it("may give its key as the user of basic authentication", async () => {
        const basic = Buffer.from(`${started.local.secretKey}:`).toString("base64");

        const { status } = await started.fetch("/v1/customers", { headers: { authorization: `Basic ${basic}` } });

        expect(status).to.equal(200);
    });

    it("with a restricted key may do what the key may, and is told the permission that is missing", async () => {
        started.local.restrictKey("rk_test_readonly1", { read: ["customer"] });
        const restricted = started.clientOf("rk_test_readonly1");

        const { data } = await restricted.customers.list();
        const write = await catchError(restricted.customers.create());
        const other = await catchError(restricted.events.list());

        expect(data).to.deep.equal([]);
        expect([write.statusCode, write.code]).to.deep.equal([403, "more_permissions_required"]);
        expect(write.message).to.include("Having the 'rak_customer_write' permission");
        expect(other.message).to.include("Having the 'rak_event_read' permission");
    });

    it("is told which parameter is unknown, missing, or not what it is to be", async () => {
        const { stripe } = started;
        const errors = await Promise.all(
            [
                stripe.customers.create({ nam: "A" } as object),
                stripe.customers.create({ invoice_settings: { foot: "" } } as object),
                stripe.products.create({} as { name: string }),
                stripe.customers.create({ balance: "much" } as object),
                stripe.customers.list({ limit: 101 }),
                stripe.products.create({ name: "" }),
                stripe.prices.create({ currency: "usd", unit_amount: 1, product: "prod_no" }),
                stripe.customers.retrieve("cus_no"),
                stripe.customers.list({ starting_after: "cus_no" }),
            ].map(catchError),
        );

        expect(errors.map(({ statusCode, code, param }) => [statusCode, code, param])).to.deep.equal([
            [400, "parameter_unknown", "nam"],
            [400, "parameter_unknown", "invoice_settings[foot]"],
            [400, "parameter_missing", "name"],
            [400, "parameter_invalid_integer", "balance"],
            [400, "parameter_invalid_integer", "limit"],
            [400, "parameter_invalid_empty", "name"],
            [400, "resource_missing", "product"],
            [404, "resource_missing", "id"],
            [400, "resource_missing", "starting_after"],
        ]);
    });

    it("reads that a customer was deleted, and changes the customer no more", async () => {
        const { customers } = started.stripe;
        const { id } = await customers.create({ name: "A" });

        await customers.del(id);

        expect(await customers.retrieve(id)).to.deep.equal({ id, object: "customer", deleted: true });
        expect((await catchError(customers.update(id, { name: "B" }))).statusCode).to.equal(404);
        expect((await catchError(customers.del(id))).statusCode).to.equal(404);
    });

    it("for what local Stripe does not do is told so", async () => {
        const { message, statusCode } = await catchError(started.stripe.topups.list());

        expect([statusCode, message]).to.deep.equal([
            404,
            "Unrecognized request URL (GET: /v1/topups). Local Stripe does not do this, or Stripe itself does not.",
        ]);
    });

    it("that cannot be read is refused, and the next one is answered", async () => {
        const json = { "content-type": "application/json" };
        const path = "/v2/core/event_destinations";

        const answers = [
            await started.fetch("/v1/customers/%E0%A4%A"),
            await started.fetch(path, { method: "POST", body: "{", headers: json }),
            await post(`name=${"x".repeat(1024 * 1024)}`),
            await started.fetch("//"),
            await started.fetch("/v1/customers"),
        ];

        expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 413, 404, 200]);
    });

    it("is answered with its id, the version and the date", async () => {
        const { headers, body } = await post("foo=1", { "Stripe-Version": "2026-01-01.x", "Idempotency-Key": "k" });

        expect(headers.get("request-id")).to.match(/^req_\w{14}$/);
        expect(headers.get("stripe-version")).to.equal("2026-01-01.x");
        expect(headers.get("idempotency-key")).to.equal("k");
        expect(headers.get("date")).to.equal("Sun, 01 Nov 2026 00:00:00 GMT");
        expect(body.error?.request_log_url).to.equal(
            `https://dashboard.stripe.com/test/logs/${headers.get("request-id")}`,
        );
    });

    it("with an idempotency key is done once in 24 hours", async () => {
        const first = await post("name=A", { "Idempotency-Key": "k" });
        const again = await post("name=A", { "Idempotency-Key": "k" });
        const other = await post("name=B", { "Idempotency-Key": "k" });
        now += 24 * hour;
        const later = await post("name=B", { "Idempotency-Key": "k" });

        expect(again.body).to.deep.equal(first.body);
        expect(first.headers.get("idempotent-replayed")).to.equal(null);
        expect(again.headers.get("idempotent-replayed")).to.equal("true");
        expect(again.headers.get("original-request")).to.equal(first.headers.get("request-id"));
        expect([other.status, other.body.error?.type]).to.deep.equal([400, "idempotency_error"]);
        expect(later.status).to.equal(200);
        expect((await started.stripe.customers.list()).data.length).to.equal(2);
    });

    it("that is refused may come again, corrected, with the same idempotency key", async () => {
        await post("nam=A", { "Idempotency-Key": "k" });

        const { status } = await post("name=A", { "Idempotency-Key": "k" });

        expect(status).to.equal(200);
    });

    it("is too much when the second has had its number", async () => {
        await started.local.close();
        started = await start({ now: () => now, requestsPerSecond: 2 });
        const ask = async () => (await started.fetch("/v1/customers")).status;

        const within = [await ask(), await ask(), await ask()];
        now += 1000;

        expect([...within, await ask()]).to.deep.equal([200, 200, 429, 200]);
    });

    it("meets the faults that a test asks for", async () => {
        const { faults } = started.local;
        const ask = () => started.fetch("/v1/customers");

        faults.inject({ kind: "rate_limit", retryAfterSeconds: 7 }, { requests: 1 });
        const [limited, after] = [await ask(), await ask()];
        faults.inject({ kind: "error" }, { milliseconds: 100 });
        const broken = await ask();
        now += 100;
        const mended = await ask();
        faults.inject({ kind: "refuse" }, { requests: 1 });
        const refused = await ask().catch((error: Error) => error.message);

        expect([limited.status, limited.headers.get("retry-after"), after.status]).to.deep.equal([429, "7", 200]);
        expect([broken.status, broken.body.error?.type, mended.status]).to.deep.equal([500, "api_error", 200]);
        expect(refused).to.equal("fetch failed");
    });
});
