import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { captureOutput, until } from "local-cloud/testing";
import { startLocalStripe, type LocalStripe } from "local-stripe";
import Stripe from "stripe";

import { sync } from "../../cli/sync";
import type { BillingItem } from "../../handlers/billing/item";
import type { LedgerEntry } from "../../handlers/record-tables";
import { type LocalRun, startLocalRun } from "../end-to-end/local-run";

describe("npm run sync", function () {
    this.timeout(120_000);
    /** How far Stripe's clock is ahead of the machine's, in milliseconds. */
    let ahead = 0;
    let run: LocalRun;
    let stripe: LocalStripe;
    let client: Stripe;
    let documents: DynamoDBDocument;

    before(async () => {
        run = await startLocalRun();
        documents = DynamoDBDocument.from(new DynamoDBClient(run.aws));
    });

    after(async () => {
        documents?.destroy();
        await run?.stop();
    });

    beforeEach(async () => {
        stripe = await startLocalStripe({ port: 0, now: () => Date.now() + ahead });
        const { hostname, port } = new URL(stripe.url);
        client = new Stripe(stripe.secretKey, { host: hostname, port, protocol: "http", telemetry: false });
    });

    afterEach(async () => {
        await stripe.close();
        const { stateTableName, ledgerTableName } = run.outputs;
        await empty(stateTableName, "objectKey");
        await empty(ledgerTableName, "eventId");
    });

    async function empty(TableName: string, key: string): Promise<void> {
        const { Items = [] } = await documents.scan({ TableName });
        await Promise.all(Items.map((one) => documents.delete({ TableName, Key: { [key]: one[key] as string } })));
    }

    /** Time passes at Stripe: what was read before is then older than what is read next. */
    const pass = (seconds: number) => (ahead += seconds * 1000);

    async function command(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const places = [
            "--aws-endpoint",
            run.aws.endpoint,
            "--stripe-url",
            stripe.url,
            "--who",
            "ana",
            "--rate",
            "1000",
        ];
        const code = await sync([...args, ...places], output, errors);
        return { code, output: output.text(), errors: errors.text() };
    }

    async function item(kind: string, id: string): Promise<BillingItem | undefined> {
        const { outputs } = run;
        const Key = { objectKey: `platform#${kind}#${id}` };
        return (await documents.get({ TableName: outputs.stateTableName, Key })).Item as BillingItem | undefined;
    }

    async function ledger(): Promise<LedgerEntry[]> {
        return ((await documents.scan({ TableName: run.outputs.ledgerTableName })).Items ?? []) as LedgerEntry[];
    }

    async function subscribe(customer: string): Promise<Stripe.Subscription> {
        const method = await client.paymentMethods.attach("pm_card_visa", { customer });
        const product = await client.products.create({ name: "Pro" });
        const price = await client.prices.create({
            product: product.id,
            currency: "eur",
            unit_amount: 1200,
            recurring: { interval: "month" },
        });
        return client.subscriptions.create({
            customer,
            items: [{ price: price.id }],
            default_payment_method: method.id,
        });
    }

    it("backfills what Stripe has, writes nothing the second time, and reconciles to no difference", async () => {
        const customers = await Promise.all([1, 2, 3].map((n) => client.customers.create({ name: `Customer ${n}` })));
        const product = await client.products.create({ name: "Pro" });
        pass(10);

        const first = await command("backfill");
        const second = await command("backfill");
        const reconciled = await command("reconcile", "--lag", "0");

        expect(first).to.deep.include({ code: 0, errors: "" });
        expect(first.output).to.match(/ {2}customer {15}3\n/);
        expect(first.output).to.match(/4 objects read from Stripe, 4 written; the others were here\n$/);
        expect(second.output).to.match(/4 objects read from Stripe, 0 written; the others were here\n$/);
        expect(await item("customer", customers[0]?.id ?? "")).to.deep.include({
            eventType: "sync.read",
            deleted: false,
        });
        expect(await item("product", product.id)).to.include({ status: "active" });
        expect(reconciled).to.deep.equal({ code: 0, output: "4 objects compared: none differs\n", errors: "" });
    });

    it("recovers the events that never arrived, and proves that none is missing", async () => {
        const since = ["--since", "1h", "--grace", "0"];
        const customer = await client.customers.create({ name: "Ana" });
        await client.customers.update(customer.id, { name: "Ana Lima" });
        await subscribe(customer.id);
        const { data: events } = await client.events.list({ limit: 100 });
        pass(10);

        const before = await command("recover", "--check", ...since);
        const recovered = await command("recover", ...since);
        await until("all are here", async () => (await command("recover", "--check", ...since)).code === 0);
        const after = await command("recover", "--check", ...since);
        const reconciled = await command("reconcile", "--lag", "0");

        expect(before.code).to.equal(1);
        expect(before.output).to.match(new RegExp(`customer.created evt_\\w+ ${customer.id}`));
        const { length } = events;
        expect(length).to.be.greaterThan(8);
        expect(before.errors).to.equal(`error: ${length} events missing: without --check, they are put on the bus\n`);
        expect(recovered.output).to.match(new RegExp(`\n${length} events put on the bus\n$`));
        expect(after.output).to.equal(`${length} events at Stripe: ${length} here, 0 missing, 0 may be on their way\n`);
        expect(reconciled.output, "what events made is what Stripe lists").to.match(/: none differs\n$/);
        expect((await item("customer", customer.id))?.object.name).to.equal("Ana Lima");
    });

    it("reconciles what was missed, says why and who repaired it, and finds nothing the second time", async () => {
        const [changed, gone] = await Promise.all(
            [1, 2].map((n) => client.customers.create({ name: `Customer ${n}` })),
        );
        pass(10);
        await command("backfill", "--kinds", "customer");
        pass(10);
        await client.customers.update(changed?.id ?? "", { name: "Changed" });
        await client.customers.del(gone?.id ?? "");
        pass(10);
        const task = ["reconcile", "--kinds", "customer", "--lag", "0"];

        const dry = await command(...task);
        const repaired = await command(...task, "--repair");
        pass(10);
        const again = await command(...task);

        expect(dry.code).to.equal(1);
        expect(dry.output).to.contain(`customer ${changed?.id}: Stripe `);
        expect(dry.output).to.contain(`deleted there customer ${gone?.id}: Stripe no longer has it`);
        expect(repaired.code).to.equal(0);
        expect(again.output).to.match(/: none differs\n$/);
        expect((await item("customer", changed?.id ?? ""))?.object.name).to.equal("Changed");
        expect(await item("customer", gone?.id ?? "")).to.include({ status: "deleted" });
        const repairs = (await ledger()).filter(({ reason }) => reason.includes("repair by ana: "));
        expect(repairs.map(({ objectId }) => objectId)).to.include.members([changed?.id, gone?.id]);
    });

    it("brings one object in step, and all of a customer's", async () => {
        const customer = await client.customers.create({ name: "Ana" });
        pass(10);

        const first = await command("object", customer.id);
        const second = await command("object", customer.id);
        const unknown = await command("object", "cus_unknown");

        expect(first).to.deep.equal({ code: 0, output: `written   customer ${customer.id}\n`, errors: "" });
        expect(second.output).to.equal(`unchanged customer ${customer.id}\n`);
        expect(unknown.code).to.equal(1);
        expect(unknown.errors).to.equal("error: there is no customer cus_unknown, neither at Stripe nor here\n");
    });

    it("says what is wrong with a key, what a key may not read, and never shows one", async () => {
        await client.customers.create({ name: "Ana" });
        pass(10);
        stripe.restrictKey("rk_test_some", { read: ["customer"] });

        const wrong = await command("backfill", "--api-key", "sk_test_wrong");
        const some = await command("backfill", "--api-key", "rk_test_some", "--kinds", "customer,invoice");
        const live = await command("object", "cus_1", "--api-key", "sk_live_1");

        expect(wrong.code).to.equal(1);
        expect(wrong.errors).to.equal(
            `error: Stripe at ${stripe.url} refuses the API key: it is wrong, expired or revoked; ` +
                "give one by STRIPE_API_KEY or --api-key\n",
        );
        expect(some.code).to.equal(1);
        expect(some.output).to.contain("1 object read from Stripe, 1 written");
        expect(some.errors).to.equal(
            "error: not read, or not whole: invoice (the API key may not read /v1/invoices: give it read permission for that)\n",
        );
        expect(live.errors).to.equal("error: the state is of test mode, and the API key of live mode: give another\n");
    });

    it("prints JSON for programs", async () => {
        const { output } = await command("recover", "--check", "--since", "1h", "--json");

        expect(JSON.parse(output)).to.include({ events: 0, missing: 0 });
    });
});
