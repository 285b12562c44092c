import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";

import { createReceiver } from "../../handlers/receive";
import type { SigningSecret } from "../../handlers/signing-secret-value";
import { type QuietTelemetry, quietTelemetry } from "./quiet-telemetry";
import { signed } from "./signing";

const secret = "whsec_current";
const nowSeconds = 1_700_000_000;
const subscriptionEvent = {
    id: "evt_1",
    object: "event",
    type: "customer.subscription.created",
    created: nowSeconds - 5,
    livemode: false,
    data: { object: { id: "sub_1", object: "subscription", metadata: { note: "café" } } },
};

describe("createReceiver", () => {
    const client = new EventBridgeClient({ region: "us-east-1" });
    const bus = mockClient(client);
    let telemetry: QuietTelemetry;
    let secrets: SigningSecret[] | Error;
    let refreshed: SigningSecret[];
    let livemode: boolean;

    beforeEach(() => {
        bus.reset();
        bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: "bus-1" }] });
        telemetry = quietTelemetry();
        secrets = [{ endpoint: "default", secret }];
        refreshed = [];
        livemode = false;
    });

    function receive(request: Partial<APIGatewayProxyEvent>) {
        const receiver = createReceiver({
            secrets: {
                current: () => (secrets instanceof Error ? Promise.reject(secrets) : Promise.resolve(secrets)),
                refreshed: () => Promise.resolve(refreshed),
            },
            bus: client,
            busName: "stripe-bus",
            livemode,
            toleranceSeconds: 300,
            now: () => nowSeconds * 1000 + 999,
            telemetry,
        });
        return receiver({
            headers: {},
            multiValueHeaders: {},
            body: null,
            isBase64Encoded: false,
            ...request,
        } as APIGatewayProxyEvent);
    }

    function post(event: unknown, { by = secret, at = nowSeconds, headerName = "Stripe-Signature" } = {}) {
        const body = typeof event === "string" ? event : JSON.stringify(event);
        return receive({ body, headers: { [headerName]: signed(body, by, at) } });
    }

    const entries = () => bus.commandCalls(PutEventsCommand).flatMap((call) => call.args[0].input.Entries ?? []);

    it("answers 200 when the event is on the bus, exactly as signed, under Stripe's type and time", async () => {
        const body = JSON.stringify(subscriptionEvent, null, 2);

        const { statusCode } = await receive({
            body,
            headers: { "Stripe-Signature": signed(body, secret, nowSeconds) },
        });

        expect(statusCode).to.equal(200);
        expect(entries()).to.have.length(1);
        expect(entries()[0]).to.deep.include({
            EventBusName: "stripe-bus",
            Source: "stripe.com",
            DetailType: "customer.subscription.created",
            Detail: body,
            Time: new Date((nowSeconds - 5) * 1000),
        });
        expect(telemetry.counts).to.deep.equal({ EventsReceived: 1 });
        expect(telemetry.flushes).to.equal(1);
    });

    it("verifies the bytes behind a base64 body", async () => {
        const body = JSON.stringify(subscriptionEvent);
        const headers = { "stripe-signature": signed(body, secret, nowSeconds) };

        const { statusCode } = await receive({
            body: Buffer.from(body).toString("base64"),
            isBase64Encoded: true,
            headers,
        });

        expect(statusCode).to.equal(200);
        expect(entries()[0]?.Detail).to.equal(body);
    });

    for (const headerName of ["stripe-signature", "STRIPE-SIGNATURE", "Stripe-signature"]) {
        it(`finds the signature under ${headerName}`, async () => {
            expect((await post(subscriptionEvent, { headerName })).statusCode).to.equal(200);
        });
    }

    it("finds the signature when only multi-value headers come", async () => {
        const body = JSON.stringify(subscriptionEvent);
        const multiValueHeaders = { "Stripe-Signature": [signed(body, secret, nowSeconds)] };

        expect((await receive({ body, multiValueHeaders })).statusCode).to.equal(200);
    });

    it("puts thin events on the bus too", async () => {
        const thin = {
            id: "evt_test_65",
            object: "v2.core.event",
            type: "v1.billing.meter.error_report_triggered",
            created: "2026-01-01T00:00:00.000Z",
            livemode: false,
            related_object: { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" },
        };

        expect((await post(thin)).statusCode).to.equal(200);
        expect(entries()[0]).to.deep.include({ DetailType: thin.type, Time: new Date(thin.created) });
        expect(telemetry.lines.at(-1)?.fields).to.include({ eventId: "evt_test_65", objectId: "mtr_1" });
    });

    it("passes X-Ray's trace header on", async () => {
        const body = JSON.stringify(subscriptionEvent);
        const headers = {
            "Stripe-Signature": signed(body, secret, nowSeconds),
            "X-Amzn-Trace-Id": "Root=1-5-6;Sampled=1",
        };

        await receive({ body, headers });

        expect(entries()[0]?.TraceHeader).to.equal("Root=1-5-6;Sampled=1");
    });

    it("answers 200 to an event of the other mode, counts it, and leaves it off the bus", async () => {
        const live = await post({ ...subscriptionEvent, livemode: true });
        livemode = true;
        const test = await post(subscriptionEvent);

        expect([live.statusCode, test.statusCode]).to.deep.equal([200, 200]);
        expect(entries()).to.deep.equal([]);
        expect(telemetry.counts).to.deep.equal({ OtherModeEvents: 2 });
    });

    it("answers 400 to what is not signed as it should be, and says no more than that", async () => {
        const body = JSON.stringify(subscriptionEvent);
        const answers = [
            await receive({ body }),
            await receive({}),
            await receive({ body, headers: { "Stripe-Signature": "garbage" } }),
            await receive({ body, headers: { "Stripe-Signature": "t=abc,v1=a=b" } }),
            await post(subscriptionEvent, { by: "whsec_wrong" }),
            await post(subscriptionEvent, { at: nowSeconds - 301 }),
            await post(subscriptionEvent, { at: nowSeconds + 301 }),
            await post(subscriptionEvent, { at: nowSeconds + 31_536_000 }),
            await receive({ body: `${body} `, headers: { "Stripe-Signature": signed(body, secret, nowSeconds) } }),
        ];

        expect(answers.map(({ statusCode }) => statusCode)).to.deep.equal(answers.map(() => 400));
        expect(new Set(answers.map(({ body: text }) => text)).size).to.equal(1);
        expect(entries()).to.deep.equal([]);
        expect(telemetry.counts).to.deep.equal({ SignaturesRefused: answers.length });
    });

    for (const [what, text] of Object.entries({
        "an empty body": "",
        "what is not JSON": "not json",
        "a JSON string": '"event"',
        "a JSON null": "null",
        "an array": "[]",
        "an object that is no event": '{"object":"charge","id":"ch_1"}',
        "an event without a type": JSON.stringify({ ...subscriptionEvent, type: undefined }),
        "an event with an empty id": JSON.stringify({ ...subscriptionEvent, id: "" }),
        "an event without a time": JSON.stringify({ ...subscriptionEvent, created: undefined }),
        "an event whose mode is text": JSON.stringify({ ...subscriptionEvent, livemode: "yes" }),
        "an event without data": JSON.stringify({ ...subscriptionEvent, data: undefined }),
        "an event whose data is null": JSON.stringify({ ...subscriptionEvent, data: null }),
        "an event without an object": JSON.stringify({ ...subscriptionEvent, data: {} }),
        "an event whose object is null": JSON.stringify({ ...subscriptionEvent, data: { object: null } }),
        "an event whose object is a list of them": JSON.stringify({ ...subscriptionEvent, data: { object: [{}] } }),
        "an event whose object is text": JSON.stringify({ ...subscriptionEvent, data: { object: "sub_1" } }),
        "an event with an id that no table keeps": JSON.stringify({ ...subscriptionEvent, id: "evt_\ud800" }),
        "an event with an id longer than Stripe's": JSON.stringify({ ...subscriptionEvent, id: "e".repeat(256) }),
        "an event whose type no bus takes": JSON.stringify({ ...subscriptionEvent, type: "x".repeat(129) }),
    })) {
        it(`answers 400 to ${what}, though genuine`, async () => {
            expect((await post(text)).statusCode).to.equal(400);
            expect(entries()).to.deep.equal([]);
            expect(telemetry.counts).to.deep.equal({ NotStripeEvents: 1 });
        });
    }

    it("answers 400 to a genuine body that is not UTF-8", async () => {
        const bytes = Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('"}')]);
        const { createHmac } = await import("node:crypto");
        const v1 = createHmac("sha256", secret).update(`${nowSeconds}.`).update(bytes).digest("hex");

        const { statusCode } = await receive({
            body: bytes.toString("base64"),
            isBase64Encoded: true,
            headers: { "Stripe-Signature": `t=${nowSeconds},v1=${v1}` },
        });

        expect(statusCode).to.equal(400);
        expect(telemetry.counts).to.deep.equal({ NotStripeEvents: 1 });
    });

    it("takes a body that begins with a byte order mark, and puts the event on the bus without it", async () => {
        const text = JSON.stringify(subscriptionEvent);

        expect((await post(`\ufeff${text}`)).statusCode).to.equal(200);
        expect(entries()[0]).to.include({ Detail: text });
    });

    it("answers 413 to an event one byte larger than the bus and its targets take, and 200 to one that just fits", async () => {
        const counted = `stripe.com${subscriptionEvent.type}stripe:endpoint/default`;
        const limit = (1024 - 16) * 1024 - 14 - counted.length;
        const base = Buffer.byteLength(JSON.stringify({ ...subscriptionEvent, padding: "" }));
        const event = (bytes: number) => JSON.stringify({ ...subscriptionEvent, padding: "x".repeat(bytes - base) });

        const fits = await post(event(limit));
        const tooLarge = await post(event(limit + 1));

        expect([fits.statusCode, tooLarge.statusCode]).to.deep.equal([200, 413]);
        expect(entries()).to.have.length(1);
        expect(telemetry.counts).to.deep.equal({ EventsReceived: 1, EventsTooLarge: 1 });
    });

    it("answers 503 when the bus refuses the entry in its response", async () => {
        bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure" }] });

        expect((await post(subscriptionEvent)).statusCode).to.equal(503);
        expect(telemetry.counts).to.deep.equal({ BusFailures: 1 });
    });

    it("answers 503 when the bus cannot be reached", async () => {
        bus.on(PutEventsCommand).rejects(new Error("connect ECONNREFUSED"));

        expect((await post(subscriptionEvent)).statusCode).to.equal(503);
        expect(telemetry.counts).to.deep.equal({ ReceiveFailures: 1 });
        expect(telemetry.flushes).to.equal(1);
    });

    it("answers 503 when the secret store cannot be read, but still 400 to what no secret could mend", async () => {
        secrets = new Error("the store is down");

        expect((await post(subscriptionEvent)).statusCode).to.equal(503);
        expect((await receive({ body: "{}" })).statusCode).to.equal(400);
        expect((await post(subscriptionEvent, { at: nowSeconds - 301 })).statusCode).to.equal(400);
    });

    it("takes an event signed with a secret that was rotated in since the cache was filled", async () => {
        refreshed = [{ endpoint: "default", secret: "whsec_new" }];

        expect((await post(subscriptionEvent, { by: "whsec_new" })).statusCode).to.equal(200);
        expect((await post(subscriptionEvent, { by: "whsec_wrong" })).statusCode).to.equal(400);
    });

    describe("with several endpoints", () => {
        beforeEach(() => {
            secrets = [
                { endpoint: "account", secret: "whsec_a" },
                { endpoint: "connect", secret: "whsec_c" },
                { endpoint: "account", secret: "whsec_previous" },
            ];
        });

        it("says on the bus, in the log and in its counts by which endpoint an event came", async () => {
            for (const by of ["whsec_a", "whsec_c", "whsec_previous"]) {
                expect((await post(subscriptionEvent, { by })).statusCode).to.equal(200);
            }

            const endpoints = ["account", "connect", "account"];
            expect(entries().map(({ Resources }) => Resources)).to.deep.equal(
                endpoints.map((endpoint) => [`stripe:endpoint/${endpoint}`]),
            );
            expect(telemetry.lines.map(({ fields }) => fields.endpoint)).to.deep.equal(endpoints);
            expect(telemetry.dimensions).to.deep.equal(endpoints.map((endpoint) => ({ endpoint })));
            expect(telemetry.counts).to.deep.equal({ EventsReceived: 3 });
        });

        it("takes what is signed with the secret of an endpoint that was added since the cache was filled", async () => {
            refreshed = [{ endpoint: "thin", secret: "whsec_t" }];

            expect((await post(subscriptionEvent, { by: "whsec_t" })).statusCode).to.equal(200);
            expect(entries()[0]?.Resources).to.deep.equal(["stripe:endpoint/thin"]);
        });

        it("finds the endpoint of a rolled secret, for which Stripe signs twice", async () => {
            const body = JSON.stringify(subscriptionEvent);
            const [, unknown] = signed(body, "whsec_rolled", nowSeconds).split(",");
            const header = signed(body, "whsec_c", nowSeconds).replace(",", `,${unknown},`);

            expect((await receive({ body, headers: { "Stripe-Signature": header } })).statusCode).to.equal(200);
            expect(entries()[0]?.Resources).to.deep.equal(["stripe:endpoint/connect"]);
        });

        it("answers all others as with one, and says no endpoint's name", async () => {
            const refused = await post(subscriptionEvent, { by: "whsec_wrong" });
            const other = await post({ ...subscriptionEvent, livemode: true }, { by: "whsec_c" });
            const taken = await post(subscriptionEvent, { by: "whsec_c" });

            expect(refused.statusCode).to.equal(400);
            expect(JSON.stringify([refused, other, taken])).to.not.match(/connect|account/);
            expect(telemetry.dimensions).to.have.length(2);
        });
    });

    it("counts by no endpoint where there is one alone, whose previous secret still counts", async () => {
        secrets = [
            { endpoint: "default", secret },
            { endpoint: "default", secret: "whsec_previous" },
        ];

        await post(subscriptionEvent, { by: "whsec_previous" });

        expect(telemetry.dimensions).to.deep.equal([]);
        expect(telemetry.lines[0]?.fields).to.include({ endpoint: "default" });
    });

    it("logs the account that the event comes from, its account or else its context, where it is not the platform", async () => {
        await post({ ...subscriptionEvent, account: "acct_2", context: "acct_1/acct_2" });
        await post({ ...subscriptionEvent, context: "acct_DE" });
        await post(subscriptionEvent);

        const accounts = telemetry.lines.map(({ fields }) => fields?.account);
        expect(accounts).to.deep.equal(["acct_2", "acct_DE", undefined]);
    });

    it("logs by what an event is found, its type and ids, and never a body, a signature or a secret", async () => {
        await post(subscriptionEvent);
        await post(subscriptionEvent, { by: "whsec_wrong" });
        secrets = new Error("the store is down");
        await post(subscriptionEvent);

        const log = JSON.stringify(telemetry.lines);
        expect(telemetry.lines[0]).to.deep.include({ level: "info", message: "received" });
        expect(telemetry.lines[0]?.fields).to.include({
            eventId: "evt_1",
            eventType: "customer.subscription.created",
            objectId: "sub_1",
            busEventId: "bus-1",
        });
        expect(log).to.not.match(/whsec_|v1=|café/);
    });
});
