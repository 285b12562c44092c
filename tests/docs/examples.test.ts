import { expect } from "chai";
import type Stripe from "stripe";

import { makeEvent } from "stripe-events";
import { isWanted, readChange } from "../../handlers/billing/change";
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
    greeted: unknown[];
    tickets: unknown[];
}

interface Subscribed {
    types: string | string[];
    handler: StripeHandler<unknown> | Subscriber<unknown>;
    options: unknown;
}

/** What `store.on` was given: a filter comes before the handler, or is left out. */
type ChangeSubscribed = [kind: string, ...rest: unknown[]];

const done = globalThis as unknown as Done;
const delivery = { busEventId: "bus-1" };

describe("the examples in the README and the docs", function () {
    this.timeout(60_000);
    const all = examples();

    /** What an example subscribes, by name. */
    function subscribed(example: Example, granted: Record<string, unknown> = {}) {
        const subscriptions = new Map<string, Subscribed>();
        const changes = new Map<string, ChangeSubscribed>();
        const bus = {
            on: (name: string, types: string, handler: Subscribed["handler"], options?: unknown) =>
                subscriptions.set(name, { types, handler, options }),
        };
        run(example, {
            bus,
            store: {
                reader: () => ({}),
                on: (name: string, ...rest: ChangeSubscribed) => changes.set(name, rest),
            },
            greet: none,
            alertFinance: none,
            openTicket: none,
            closeAccount: none,
            ...granted,
        });
        return { subscriptions, changes };
    }

    const none = () => Promise.resolve();

    /** The example that subscribes under this name. */
    const findExample = (name: string) => all.find(({ text }) => text.includes(`"${name}"`)) as Example;

    it("compile as they are printed, with the project's settings", async () => {
        const misspelt = { place: "misspelt", text: "store.reeder();" };

        const errors = await typeErrors([...all, misspelt]);

        expect(all.map(({ place }) => place.split(":")[0])).to.deep.equal([
            "README.md",
            "README.md",
            "docs/changes.md",
            "docs/doors.md",
            "docs/local.md",
            "docs/queries.md",
            "docs/queries.md",
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
        const { subscriptions } = subscribed(findExample("welcome"), {
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

    it("open a ticket once for an invoice that became uncollectible", () => {
        const openTicket = () => Promise.resolve();

        const { changes } = subscribed(findExample("dunning"), { openTicket });

        expect(changes.get("dunning")).to.deep.equal([
            "invoice",
            { status: "uncollectible" },
            openTicket,
            { once: true },
        ]);
    });

    describe("with the billing state", () => {
        let dynamo: DynamoFixture;
        let record: StripeHandler<unknown>;
        let access: (event: object) => Promise<void>;
        let leaving: (event: object) => Promise<void>;
        let trials: StripeHandler<unknown>;
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
            access = await loadChangeHandler("access", {
                closeAccount: async (customer: string) => void (globalThis as unknown as Done).closed.push(customer),
            });
            leaving = await loadChangeHandler("leaving", {
                openTicket: async (about: unknown) => void (globalThis as unknown as Done).tickets.push(about),
            });
            trials = await loadHandler("trials", {
                greet: async (customer: unknown) => void (globalThis as unknown as Done).greeted.push(customer),
            });
            disputes = await loadHandler("disputes", {
                alertFinance: async (alert: unknown) => void (globalThis as unknown as Done).alerts.push(alert),
            });
        });

        beforeEach(() => {
            Object.assign(done, { closed: [], alerts: [], greeted: [], tickets: [] });
        });

        after(async () => {
            await dynamo.stop();
            setEnvironment(environment);
            Object.assign(done, { closed: undefined, alerts: undefined, greeted: undefined, tickets: undefined });
        });

        /** The handler of an example, as Lambda runs it. */
        async function loadHandler(name: string, granted: Record<string, unknown>): Promise<StripeHandler<unknown>> {
            const { handler } = subscribed(findExample(name), granted).subscriptions.get(name) as Subscribed;
            return serialized((handler as Subscriber<never>).factory as () => StripeHandler<never>);
        }

        /** The handler of an example, as Lambda runs it for what each event changes in the table, once it is there. */
        async function loadChangeHandler(name: string, granted: Record<string, unknown>) {
            const [, filter, given] = subscribed(findExample(name), granted).changes.get(name) as ChangeSubscribed;
            const { changed } = filter as { changed: string | string[] };
            const { factory } = typeof given === "function" ? { factory: () => given } : (given as Subscriber<never>);
            const handler = await serialized(factory as () => StripeHandler<never>);
            return async (event: object) => {
                const { object } = (event as ReturnType<typeof subscriptionEvent>).data;
                const Key = { objectKey: `platform#subscription#${object.id}` };
                const read = async () => (await dynamo.document.get({ TableName: stateTable, Key })).Item;
                const former = await read();
                await record(event, delivery);
                const change = readChange(former, (await read()) ?? {});
                if (change !== undefined && isWanted(change, { changed: [changed].flat() })) {
                    await handler({ ...change, event: { type: change.after.eventType }, missed: false }, delivery);
                }
            };
        }

        const subscriptionEvent = (type: string, created: number, object: { id: string }) => ({
            id: `evt_${object.id}_${created}`,
            object: "event",
            type,
            created,
            data: { object: { object: "subscription", ...object } },
        });

        /** A subscription of a customer's that is in the state as active, and later events of it. */
        async function subscription(customer: string) {
            const id = `sub_${++subscriptions}`;
            const event = (type: string, created: number, fields: object) =>
                subscriptionEvent(`customer.subscription.${type}`, created, { id, ...{ customer, ...fields } });
            await access(event("created", 1000, { status: "active" }));
            return {
                end: event("deleted", 2000, { status: "canceled" }),
                late: event("updated", 1500, { status: "past_due" }),
                leave: event("updated", 1600, { status: "active", cancel_at_period_end: true }),
            };
        }

        it("close the account of a customer whose last subscription ended", async () => {
            const { end } = await subscription("cus_last");

            await access(end);

            expect(done.closed).to.deep.equal(["cus_last"]);
        });

        it("close it once, whatever comes late or twice", async () => {
            const { end, late } = await subscription("cus_late");

            for (const event of [end, late, end, late]) {
                await access(event);
            }

            expect(done.closed).to.deep.equal(["cus_late"]);
        });

        it("close it by the last that is recorded when all of a customer's subscriptions end at once", async () => {
            const [one, other] = [await subscription("cus_both"), await subscription("cus_both")];

            await access(one.end);
            const closedBetween = [...done.closed];
            await access(other.end);

            expect(closedBetween).to.deep.equal([]);
            expect(done.closed).to.deep.equal(["cus_both"]);
        });

        it("leave it open while another subscription is active", async () => {
            const { end } = await subscription("cus_other");
            await subscription("cus_other");

            await access(end);

            expect(done.closed).to.deep.equal([]);
        });

        it("open a ticket for a customer who is about to leave", async () => {
            const { leave, end } = await subscription("cus_leaving");

            await leaving(leave);
            await leaving(end);

            expect(done.tickets).to.deep.equal([{ customer: "cus_leaving", because: "customer.subscription.updated" }]);
        });

        it("wait for the recorder where they ask about their own event", async () => {
            const id = "sub_trial";
            const trial = { id, customer: "cus_trial", status: "trialing" };
            const event = subscriptionEvent("customer.subscription.trial_will_end", 1000, trial);
            const looks = () =>
                dynamo.authorized.filter((one) => one.startsWith("dynamodb:GetItem") && one.endsWith(ledgerTable));

            const handled = trials(event, delivery);
            await until("a look into the ledger", () => (looks().length > 0 ? true : undefined));
            const greetedBefore = [...done.greeted];
            await record(event, delivery);
            await handled;

            expect(greetedBefore).to.deep.equal([]);
            expect(done.greeted).to.deep.equal(["cus_trial"]);
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
