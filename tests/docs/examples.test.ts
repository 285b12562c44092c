import { expect } from "chai";
import type Stripe from "stripe";

import { makeEvent } from "stripe-events";
import { createRecorder } from "../../handlers/record";
import { createRecordTables } from "../../handlers/record-tables";
import type { StripeHandler } from "../../handlers/subscriber";
import type { Subscriber } from "../../infra/subscription";
import { createBillingTables, ledgerTable, stateTable } from "../handlers/billing-tables";
import { quietTelemetry } from "../handlers/quiet-telemetry";
import { type DynamoFixture, startDynamo, until } from "local-cloud/testing";
import { type Example, examples, run, serialized, typeErrors } from "./examples";

/** What the examples' handlers did. Serialized, they have no other way back than a global. */
interface Done {
    closed: string[];
    alerts: unknown[];
}

interface Subscribed {
    types: string | string[];
    handler: StripeHandler<unknown> | Subscriber<unknown>;
    options: unknown;
}

const done = globalThis as unknown as Done;
const delivery = { busEventId: "bus-1" };

describe("the examples in the README and the docs", function () {
    this.timeout(60_000);
    const all = examples();

    /** What an example subscribes, by name. */
    function subscribed(example: Example, granted: Record<string, unknown> = {}): Map<string, Subscribed> {
        const subscriptions = new Map<string, Subscribed>();
        const bus = {
            on: (name: string, types: string, handler: Subscribed["handler"], options?: unknown) =>
                subscriptions.set(name, { types, handler, options }),
        };
        run(example, {
            bus,
            store: { reader: () => ({}) },
            greet: none,
            alertFinance: none,
            closeAccount: none,
            ...granted,
        });
        return subscriptions;
    }

    const none = () => Promise.resolve();

    /** The example that subscribes under this name. */
    const findExample = (name: string) => all.find(({ text }) => text.includes(`"${name}"`)) as Example;

    it("compile as they are printed, with the project's settings", () => {
        const misspelt = { place: "misspelt", text: "store.reeder();" };

        const errors = typeErrors([...all, misspelt]);

        expect(all.map(({ place }) => place.split(":")[0])).to.deep.equal([
            "README.md",
            "README.md",
            "docs/local.md",
            "docs/queries.md",
        ]);
        expect(errors.misspelt).to.deep.equal([
            "Property 'reeder' does not exist on type 'BillingStore'. Did you mean 'reader'?",
        ]);
        expect(Object.fromEntries(all.map(({ place }) => [place, errors[place]]))).to.deep.equal(
            Object.fromEntries(all.map(({ place }) => [place, []])),
        );
    });

    it("greet who subscribes, and alert finance once", async () => {
        const greeted: unknown[] = [];
        const alertFinance = () => Promise.resolve();
        const subscriptions = subscribed(findExample("welcome"), {
            greet: async (customer: unknown) => void greeted.push(customer),
            alertFinance,
        });
        const event = makeEvent("customer.subscription.created") as unknown as Stripe.CustomerSubscriptionCreatedEvent;

        await (subscriptions.get("welcome")?.handler as StripeHandler<unknown>)(event, delivery);

        expect(greeted).to.deep.equal([event.data.object.customer]);
        expect(subscriptions.get("unpaid")).to.deep.equal({
            types: ["invoice.payment_failed", "charge.dispute.*"],
            handler: alertFinance,
            options: { once: true },
        });
    });

    describe("with the billing state", () => {
        let dynamo: DynamoFixture;
        let record: StripeHandler<unknown>;
        let cancellations: StripeHandler<unknown>;
        let disputes: StripeHandler<unknown>;
        let environment: NodeJS.ProcessEnv;
        let subscriptions = 0;

        before(async () => {
            dynamo = await startDynamo();
            await createBillingTables(dynamo);
            environment = setEnvironment({
                AWS_ENDPOINT_URL: dynamo.url,
                AWS_REGION: "us-east-1",
                AWS_ACCESS_KEY_ID: "AKIATEST",
                AWS_SECRET_ACCESS_KEY: "secret",
                STATE_TABLE: stateTable,
                LEDGER_TABLE: ledgerTable,
                STRIPE_API_KEY_SECRET_ARN: "arn:key",
            });
            record = createRecorder({
                tables: createRecordTables({ documents: dynamo.document, stateTable, ledgerTable }),
                ledgerDays: 90,
                now: () => 0,
                wait: none,
                random: () => 0,
                telemetry: quietTelemetry(),
            });
            cancellations = await loadHandler("cancellations", {
                closeAccount: async (customer: string) => void (globalThis as unknown as Done).closed.push(customer),
            });
            disputes = await loadHandler("disputes", {
                alertFinance: async (alert: unknown) => void (globalThis as unknown as Done).alerts.push(alert),
            });
        });

        beforeEach(() => {
            Object.assign(done, { closed: [], alerts: [] });
        });

        after(async () => {
            await dynamo.stop();
            setEnvironment(environment);
            Object.assign(done, { closed: undefined, alerts: undefined });
        });

        /** The handler of an example, as Lambda runs it. */
        async function loadHandler(name: string, granted: Record<string, unknown>): Promise<StripeHandler<unknown>> {
            const { handler } = subscribed(findExample(name), granted).get(name) as Subscribed;
            return serialized((handler as Subscriber<never>).factory as () => StripeHandler<never>);
        }

        /** A subscription of a customer's that is in the state as active, and the event that ends it. */
        async function subscription(customer: string) {
            const id = `sub_${++subscriptions}`;
            const event = (type: string, created: number, status: string) => ({
                id: `evt_${id}_${status}`,
                object: "event",
                type,
                created,
                data: { object: { id, object: "subscription", customer, status } },
            });
            await record(event("customer.subscription.created", 1000, "active"), delivery);
            return { end: event("customer.subscription.deleted", 2000, "canceled") };
        }

        /** Until the handler has looked into the ledger for its event once more than `looks` times. */
        const looked = (looks: number) =>
            until("a look into the ledger", async () => (looksNow() > looks ? true : undefined));
        const looksNow = () =>
            dynamo.authorized.filter((one) => one.startsWith("dynamodb:GetItem") && one.endsWith(ledgerTable)).length;

        it("close the account of a customer whose last subscription ended, when the recorder came first", async () => {
            const { end } = await subscription("cus_first");

            await record(end, delivery);
            await cancellations(end, delivery);

            expect(done.closed).to.deep.equal(["cus_first"]);
        });

        it("close it when the recorder comes after the handler too", async () => {
            const { end } = await subscription("cus_after");
            const looks = looksNow();

            const handled = cancellations(end, delivery);
            await looked(looks);
            const closedBefore = [...done.closed];
            await record(end, delivery);
            await handled;

            expect(closedBefore).to.deep.equal([]);
            expect(done.closed).to.deep.equal(["cus_after"]);
        });

        it("close it when all of a customer's subscriptions end at once, by the last that is recorded", async () => {
            const ends = [await subscription("cus_both"), await subscription("cus_both")].map(({ end }) => end);
            const looks = looksNow();

            const handled = ends.map(async (end) => cancellations(end, delivery));
            await looked(looks + 1);
            await record(ends[0], delivery);
            await handled[0];
            const closedBetween = [...done.closed];
            await record(ends[1], delivery);
            await handled[1];

            expect(closedBetween).to.deep.equal([]);
            expect(done.closed).to.deep.equal(["cus_both"]);
        });

        it("leave it open while another subscription is active", async () => {
            const { end } = await subscription("cus_other");
            await subscription("cus_other");

            await record(end, delivery);
            await cancellations(end, delivery);

            expect(done.closed).to.deep.equal([]);
        });

        it("tell finance of a customer's disputes", async () => {
            const objects = [
                { id: "ch_1", object: "charge", customer: "cus_dispute" },
                { id: "dp_1", object: "dispute", charge: "ch_1" },
                {
                    id: "sub_dispute",
                    object: "subscription",
                    customer: "cus_dispute",
                    status: "active",
                    current_period_start: 1000,
                    current_period_end: 2000,
                    items: { data: [{ id: "si_1", price: { id: "price_1", product: "prod_pro" } }] },
                },
            ];
            for (const object of objects) {
                const type = `${object.object}.updated`;
                await record(
                    { id: `evt_${object.id}`, object: "event", type, created: 1000, data: { object } },
                    delivery,
                );
            }
            await disputes({ id: "evt_1", data: { object: { id: "dp_1", charge: "ch_1" } } }, delivery);
            await disputes({ id: "evt_2", data: { object: { id: "dp_2", charge: "ch_unknown" } } }, delivery);

            expect(done.alerts).to.deep.equal([{ disputes: 1, isPro: true, paidUntil: 2000 }]);
        });
    });
});

/** Sets variables, or takes away those that are undefined. @returns what they were */
function setEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const names = Object.keys(variables);
    const former = Object.fromEntries(names.map((name) => [name, process.env[name]]));
    for (const name of names) {
        if (variables[name] === undefined) {
            delete process.env[name];
        } else {
            process.env[name] = variables[name];
        }
    }
    return former;
}
