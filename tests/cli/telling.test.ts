import { expect } from "chai";
import { makeEvent, type StripeEvent } from "stripe-events";

import type { EventRow } from "../../cli/events/event-row";
import type { EventStory, ObjectStory } from "../../cli/events/story";
import type { CustomerState } from "../../cli/state/read-customer";
import { captureTerminal, expectSnapshot } from "../support/terminal-snapshot";
import { startToldSystem, type ToldSystem } from "./told-system";

const widths = [80, 120];

/** Moments in seconds, and the ends of the names that Pulumi makes up. */
const varying = [
    [/\b1\d{9}\b/g, "##########"],
    [/-[0-9a-f]{7}\b/g, "-#######"],
] as const;

/** What the commands do at AWS, each a read. */
const reads = [
    "logs:FilterLogEvents",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "events:ListRules",
    "events:ListTargetsByRule",
    "events:TestEventPattern",
    "lambda:GetFunctionConcurrency",
    "lambda:ListEventSourceMappings",
];

describe("commands that tell what happened", function () {
    this.timeout(120_000);
    let system: ToldSystem;
    let throwing: StripeEvent;
    let hanging: StripeEvent;
    let exiting: StripeEvent;
    let created: StripeEvent;
    let refused: StripeEvent;

    before(async () => {
        system = await startToldSystem();
        const fail = (how: string, seed: string) =>
            system.post("invoice.paid", { set: { metadata: { fail: how } }, seed });
        ({ event: created } = await system.post("customer.subscription.created", { seed: "told" }));
        ({ event: throwing } = await fail("throws", "throwing"));
        ({ event: hanging } = await fail("hangs", "hanging"));
        ({ event: exiting } = await fail("exits", "exiting"));
        ({ event: refused } = await system.post("customer.created", { secret: "whsec_wrong" }));
        await Promise.all([created, throwing, hanging, exiting].map(({ id }) => system.settled(id)));
    });

    after(() => system?.stop());

    const objectOf = (event: StripeEvent) => event.data.object as { id: string; customer: string };
    const documents = <T>(text: string) =>
        text
            .trimEnd()
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as T);

    async function list(args = ""): Promise<EventRow[]> {
        const { code, output } = await system.command("events", `list --json ${args}`);
        expect(code).to.equal(0);
        return documents<EventRow>(output);
    }

    async function show<T>(id: string): Promise<T> {
        const { code, output, errors } = await system.command("events", `show ${id} --json`);
        expect([code, errors]).to.deep.equal([0, ""]);
        return JSON.parse(output) as T;
    }

    describe("npm run events -- list", () => {
        it("lists what came, the latest first, with what became of it", async () => {
            const rows = await list();

            expect(rows.map(({ eventId, outcome, reason }) => [eventId, outcome, reason])).to.deep.equal([
                [exiting.id, "failed", "receipts: the process ended"],
                [hanging.id, "failed", "receipts: out of time"],
                [throwing.id, "failed", "receipts: RangeError: out of stamps"],
                [created.id, "applied", "the object's first event"],
            ]);
            expect(rows[2]).to.deep.include({
                objectId: objectOf(throwing).id,
                customerId: objectOf(throwing).customer,
            });
            expect(rows[2]?.decision).to.include({ outcome: "applied" });
        });

        it("filters by type, customer, object and outcome", async () => {
            const ids = async (args: string) => (await list(args)).map(({ eventId }) => eventId);

            expect(await ids("--type customer.*")).to.deep.equal([created.id]);
            expect(await ids("--type charge.*,invoice.paid --limit 1")).to.deep.equal([exiting.id]);
            expect(await ids(`--customer ${objectOf(throwing).customer}`)).to.deep.equal([throwing.id]);
            expect(await ids(`--object ${objectOf(created).id}`)).to.deep.equal([created.id]);
            expect(await ids(`--outcome failed --object ${objectOf(hanging).id}`)).to.deep.equal([hanging.id]);
            expect(await ids("--outcome applied --type customer.*")).to.deep.equal([created.id]);
            expect(await ids("--outcome stale")).to.deep.equal([]);
            expect(await ids("--until 1h")).to.deep.equal([]);
        });

        it("lists what was refused only where it is asked to, and without a forged request's id", async () => {
            const rows = await list("--outcome refused");

            expect(rows).to.have.length(1);
            expect(rows[0]).to.include({ outcome: "refused", reason: "refused: the signature does not verify" });
            expect(JSON.stringify(rows)).to.not.contain(refused.id);
        });

        it("reads the ledger where it is asked to, which knows nothing of handlers and customers", async () => {
            const rows = await list("--scan --type invoice.*");
            const { code, errors } = await system.command("events", "list --scan --customer cus_1");

            expect(rows.map(({ eventId, outcome }) => [eventId, outcome])).to.have.deep.members(
                [throwing, hanging, exiting].map(({ id }) => [id, "applied"]),
            );
            expect([code, errors]).to.deep.equal([
                1,
                "error: --scan reads the ledger, which does not know customers: leave out one of the two\n",
            ]);
        });

        for (const columns of widths) {
            it(`fits ${columns} columns`, async () => {
                const terminal = captureTerminal(columns);

                await system.command("events", "list", terminal);

                expectSnapshot("events-list", columns, terminal.text(), varying);
            });
        }
    });

    describe("npm run events -- show", () => {
        it("tells the way of an event that a handler throws on", async () => {
            const story = await show<EventStory>(throwing.id);

            const { arrivals, rules = [], attempts, standings, ledger, object } = story;
            expect(arrivals.map(({ answer, message }) => [answer, message])).to.deep.equal([[200, "received"]]);
            expect(rules.map(({ targets, isEnabled, isSure }) => [targets, isEnabled, isSure])).to.deep.equal([
                [["billing-state"], true, true],
                [["receipts"], true, true],
            ]);
            const receipts = attempts.filter((attempt) => attempt.function === "receipts");
            expect(receipts.map(({ number, outcome, error }) => [number, outcome, error?.message])).to.deep.equal(
                [1, 2, 3].map((number) => [number, "failed", "out of stamps"]),
            );
            expect(new Set(attempts.map(({ busEventId }) => busEventId))).to.deep.equal(
                new Set([arrivals[0]?.busEventId]),
            );
            const [line] = receipts[0]?.lines ?? [];
            expect(line).to.include({ type: "console", level: "WARN" });
            expect(receipts[0]?.durationMs).to.be.greaterThan(0);
            expect(ledger[0]).to.include({ outcome: "applied", objectId: objectOf(throwing).id });
            expect(object?.item).to.include({ version: 1, status: "paid", eventId: throwing.id });
            expect(standings).to.deep.equal([
                { function: "billing-state", status: "settled" },
                { function: "receipts", status: "dead letter" },
            ]);
        });

        for (const [how, find, outcome, reason] of [
            ["hangs", () => hanging, "timed out", "Task timed out after 1.00 seconds"],
            [
                "ends its process",
                () => exiting,
                "crashed",
                "Runtime.ExitError: Error: Runtime exited with error: exit status 3\nRuntime.ExitError",
            ],
        ] as const) {
            it(`finds the attempts of a handler that ${how}, of which only Lambda writes how they end`, async () => {
                const { attempts, standings } = await show<EventStory>(find().id);

                const receipts = attempts.filter((attempt) => attempt.function === "receipts");
                expect(receipts.map((attempt) => [attempt.outcome, attempt.reason])).to.deep.equal(
                    [1, 2, 3].map(() => [outcome, reason]),
                );
                expect(standings[1]).to.deep.equal({ function: "receipts", status: "dead letter" });
            });
        }

        it("tells of the change subscribers that an event's change came to", async () => {
            const { attempts, standings } = await show<EventStory>(created.id);

            expect(attempts.map((attempt) => [attempt.function, attempt.outcome])).to.deep.equal([
                ["billing-state", "applied"],
                ["access", "handled"],
            ]);
            expect(attempts[1]?.lines.map((line) => line.type === "console" && line.text)).to.deep.equal([
                `access for ${objectOf(created).id}`,
            ]);
            expect(standings.map(({ status }) => status)).to.deep.equal(["settled", "settled"]);
        });

        it("tells an object's events and a customer's objects", async () => {
            const { id, customer } = objectOf(created);

            const object = await show<ObjectStory>(id);
            const owner = await show<ObjectStory>(customer);

            const { events } = object;
            expect(events.map(({ eventId, outcome }) => [eventId, outcome])).to.deep.equal([[created.id, "applied"]]);
            expect(object.object?.item).to.include({ objectId: id, version: 1 });
            expect(owner.customer?.map((one) => [one.kind, one.objectId])).to.deep.equal([["subscription", id]]);
        });

        it("says of what nobody knows how to ask Stripe", async () => {
            const event = await system.command("events", "show evt_unknown");
            const object = await system.command("events", "show in_unknown");

            expect(event.code).to.equal(1);
            expect(event.errors).to.match(
                /^error: nothing is known of evt_unknown: it is not in the ledger, nor in the logs since \S+ \S+Z \(--since goes back further\); whether Stripe has it, "npm run sync -- recover --check --aws-endpoint \S+" says\n$/,
            );
            expect(object.code).to.equal(1);
            expect(object.errors).to.contain('"npm run sync -- object in_unknown --aws-endpoint http');
        });

        for (const columns of widths) {
            it(`fits ${columns} columns`, async () => {
                const event = captureTerminal(columns);
                const object = captureTerminal(columns);

                await system.command("events", `show ${throwing.id}`, event);
                await system.command("events", `show ${objectOf(created).id}`, object);

                expectSnapshot("events-show", columns, event.text(), varying);
                expectSnapshot("events-show-object", columns, object.text(), varying);
            });
        }
    });

    describe("npm run events -- tail", () => {
        it("shows what becomes of events as they come, until it is ended", async () => {
            const tail = system.follow("events", "tail --type invoice.* --since 1s", (output) =>
                ["applied", "failed"].every((word) => output.includes(word)),
            );

            const { event } = await system.post("invoice.paid", { set: { metadata: { fail: "throws" } } });
            await system.post("customer.created");
            const { code, output, errors } = await tail;

            expect([code, errors]).to.deep.equal([0, ""]);
            expect(output).to.contain(`applied   invoice.paid ${event.id} ${objectOf(event).id}`);
            expect(output).to.contain(`receipts: RangeError: out of stamps`);
            expect(output).to.not.contain("customer.created");
            await system.settled(event.id);
        });

        it("shows one customer's, and a handler's failures of them", async () => {
            const made = makeEvent("invoice.paid") as StripeEvent;
            const { customer } = objectOf(made);
            const set = { customer, metadata: { fail: "throws" } };
            const tail = system.follow("events", `tail --json --customer ${customer} --since 1s`, (output) =>
                ["applied", "failed"].every((word) => output.includes(`"outcome":"${word}"`)),
            );

            await system.post("invoice.paid");
            const { event } = await system.post("invoice.paid", { set });
            const { output } = await tail;

            const rows = documents<EventRow>(output);
            expect(new Set(rows.map(({ eventId }) => eventId))).to.deep.equal(new Set([event.id]));
            expect(rows.every(({ customerId }) => customerId === customer)).to.equal(true);
            await system.settled(event.id);
        });
    });

    describe("npm run logs", () => {
        it("shows what a function wrote, without metrics and Lambda's own bookkeeping", async () => {
            const { code, output } = await system.command("logs", "billing-state");

            expect(code).to.equal(0);
            expect(output).to.contain(`eventId=${created.id}`);
            expect(output).to.not.match(/_aws|START|REPORT/);
        });

        it("shows only errors and what Lambda ended, with the error's place in the program", async () => {
            const { output } = await system.command("logs", "receipts --errors");

            expect(output).to.contain("ERROR Task timed out after 1.00 seconds");
            expect(output).to.contain("ERROR Error: Runtime exited with error: exit status 3");
            expect(output).to.match(/RangeError: out of stamps\n +at tests\/fixtures\/told\.ts:\d+:\d+\n/);
            expect(output).to.not.contain("a receipt for");
        });

        it("follows, until it is ended", async () => {
            const follow = system.follow("logs", "billing-state --follow --since 1s", (output) =>
                output.includes("charge.refunded"),
            );

            await system.post("charge.refunded");
            const { code, output } = await follow;

            expect(code).to.equal(0);
            expect(output.match(/charge\.refunded/g)).to.have.length(1);
        });

        it("names the functions that there are", async () => {
            const { code, errors } = await system.command("logs", "receipt");

            expect([code, errors]).to.deep.equal([1, 'error: there is no "receipt" here: did you mean receipts?\n']);
        });

        for (const columns of widths) {
            it(`fits ${columns} columns`, async () => {
                const terminal = captureTerminal(columns);

                await system.command("logs", `access`, terminal);

                expectSnapshot("logs", columns, terminal.text(), varying);
            });
        }
    });

    describe("npm run state", () => {
        it("shows a customer at a glance, and an object", async () => {
            const { id, customer } = objectOf(created);

            const { output } = await system.command("state", `${customer} --json`);
            const one = await system.command("state", id);

            const { subscriptions, counts } = JSON.parse(output) as CustomerState;
            expect(subscriptions[0]).to.include({ objectId: id, status: "active", isAmbiguous: false });
            expect(subscriptions[0]?.periodEnd).to.be.greaterThan(Date.now() / 1000);
            expect(counts).to.deep.equal({ subscription: 1 });
            expect(one.output).to.contain(`subscription ${id}: version 1, status active`);
        });

        it("shows a customer that is an account by either id, as do the customer's events", async () => {
            const { event } = await system.post("customer.subscription.created", {
                set: { customer_account: "acct_told" },
                seed: "account",
            });
            await system.settled(event.id);
            const { id, customer } = objectOf(event);

            const shown = await Promise.all(
                [customer, "acct_told"].map(async (one) => ({
                    state: JSON.parse((await system.command("state", `${one} --json`)).output) as CustomerState,
                    story: documents<ObjectStory>((await system.command("events", `show ${one} --json`)).output)[0],
                })),
            );

            for (const { state, story } of shown) {
                expect(state.subscriptions.map(({ objectId }) => objectId)).to.deep.equal([id]);
                expect(story?.customer?.map(({ objectId }) => objectId)).to.deep.equal([id]);
            }
        });

        for (const [unknown, how] of [
            ["cus_unknown", '"npm run sync -- object cus_unknown" reads it from Stripe'],
            [
                "acct_unknown",
                "an id that does not tell its kind needs --kind; " +
                    '"npm run sync -- object cus_…", with the customer\'s own id, reads the customer from Stripe',
            ],
        ] as const) {
            it(`says that it does not have ${unknown}, and how to ask Stripe`, async () => {
                const { code, errors } = await system.command("state", unknown);

                const connect = "a connected account's needs --account";
                expect([code, errors.replace(/ --aws-endpoint [^"]+/, "")]).to.deep.equal([
                    1,
                    `error: the state does not have ${unknown}: no event told of it; ${connect}; ${how}\n`,
                ]);
            });
        }

        for (const columns of widths) {
            it(`fits ${columns} columns`, async () => {
                const terminal = captureTerminal(columns);

                await system.command("state", objectOf(created).customer, terminal);

                expectSnapshot("state-customer", columns, terminal.text(), varying);
            });
        }
    });

    it("only reads: a role that may nothing else runs each of them, on a deployed stack", async () => {
        const { id, customer } = objectOf(created);
        const runs = [
            ["events", "list"],
            ["events", "list --outcome failed"],
            ["events", "list --scan"],
            ["events", `show ${throwing.id}`],
            ["events", `show ${id}`],
            ["events", `show ${customer}`],
            ["logs", "receipts"],
            ["state", customer],
            ["state", id],
        ] as const;

        for (const [name, args] of runs) {
            const { code, output, errors } = await system.commandAs(reads, name, args);

            expect([code, errors], `${name} ${args}`).to.deep.equal([0, ""]);
            expect(output, `${name} ${args}`).to.not.equal("");
        }
    });

    it("says what a role lacks", async () => {
        const { code, errors } = await system.commandAs(["dynamodb:BatchGetItem"], "events", "list");

        expect(code).to.equal(1);
        expect(errors).to.match(/^error: AWS does not allow it: .* logs:FilterLogEvents /);
    });
});
