import { expect } from "chai";
import { until } from "local-cloud/testing";
import { spawn } from "node:child_process";
import { once } from "node:events";

import { root } from "../end-to-end/local-run";
import { captureTerminal, expectSnapshot, type Replacement } from "../support/terminal-snapshot";
import { type OperatedSystem, startOperatedSystem } from "./operated-system";

describe("commands that mend", function () {
    this.timeout(120_000);
    let system: OperatedSystem;

    before(async () => {
        system = await startOperatedSystem();
    });

    after(() => system?.stop());

    afterEach(async () => {
        for (const name of ["receipts", "access", "billing-state"]) {
            await system.command("dlq", `drop ${name} --all`);
        }
    });

    const poison = (id: string) => system.post("invoice.paid", { "data.object.customer_email": null, id });
    const json = (text: string) =>
        text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Record<string, unknown>);

    /** A letter of EventBridge's. */
    const undelivered = (id: string) =>
        system.send(
            "receipts",
            { id: `bus-${id}`, "detail-type": "invoice.paid", source: "stripe.com", detail: event(id) },
            {
                RULE_ARN: "arn:aws:events:us-east-1:000000000000:rule/stripe/receipts",
                TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:receipts",
                ERROR_CODE: "NO_PERMISSIONS",
                ERROR_MESSAGE: `no permission for ${id}`,
                RETRY_ATTEMPTS: "0",
            },
        );
    const event = (id: string) => ({
        id,
        object: "event",
        type: "invoice.paid",
        created: 1_760_000_000,
        data: { object: { id: "in_1", object: "invoice", customer_email: `${id}@example.com` } },
    });

    describe("show on a terminal", () => {
        const words: readonly Replacement[] = [
            [/evt_snapshot(\d)/g, "evt_snapshot$1"],
            [/in_[A-Za-z0-9]{24}/g, "in_1xxxxxxxxxxxxxxxxxxxxxxxxx"],
            [/(receipts|access)-[0-9a-f]{7}/g, "$1-xxxxxxx"],
            [/the oldest \d+ seconds? old/g, "the oldest 2 seconds old"],
        ];

        for (const columns of [80, 120]) {
            it(`what waits, one letter, and what becomes of it: ${columns} columns`, async () => {
                await poison("evt_snapshot1");
                await undelivered("evt_snapshot2");
                await system.lettersAre("receipts", 2);
                const shown = captureTerminal(columns);
                for (const args of [
                    "list",
                    "show receipts --cause ba16",
                    "redrive receipts --cause ba16",
                    "drop receipts --event evt_snapshot2",
                    "list access",
                ]) {
                    shown.write(`$ npm run dlq -- ${args}\n`);
                    await system.command("dlq", args, shown);
                }

                expectSnapshot("dlq", columns, shown.text(), words);
                // What failed again is back before the next test begins.
                await system.lettersAre("receipts", 1);
            });

            it(`a pause, and a replay that is only tried: ${columns} columns`, async () => {
                const shown = captureTerminal(columns);
                for (const [name, args] of [
                    ["pause", "receipts --dry-run"],
                    ["pause", "access --dry-run"],
                    ["pause", "billing-state --dry-run"],
                    ["resume", "receipts --dry-run"],
                    ["replay", "--from 2026-11-01 --to 2026-11-02 --only receipts --dry-run"],
                ] as const) {
                    shown.write(`$ npm run ${name} -- ${args}\n`);
                    await system.command(name, args, shown);
                }

                expectSnapshot("pause-and-replay", columns, shown.text(), [
                    [/replay-\w+/g, "replay-YYYYMMDDThhmmssZ"],
                    [/\d{4}-\d\d-\d\d(\s+)\d\d:\d\d:\d\dZ/g, "YYYY-MM-DD$1hh:mm:ssZ"],
                    [/about \d+ events/g, "about N events"],
                ]);
            });
        }
    });

    describe("npm run dlq", () => {
        it("lists letters of both kinds by cause, and leaves them where they are", async () => {
            await Promise.all(["evt_listed1", "evt_listed2"].map(poison));
            await undelivered("evt_listed3");
            await system.lettersAre("receipts", 3);

            const { code, output } = await system.command("dlq", "list --json");

            expect(code).to.equal(0);
            const queues = json(output);
            expect(
                queues.map(({ subscription, total, read, hidden }) => [subscription, total, read, hidden]),
            ).to.deep.equal([
                ["billing-state", 0, 0, 0],
                ["receipts", 3, 3, 0],
                ["access", 0, 0, 0],
            ]);
            const groups = queues[1]?.groups as { cause: { type: string; message: string }; count: number }[];
            expect(groups.map(({ cause, count }) => [cause.type, cause.message, count])).to.deep.equal([
                ["TypeError", "Cannot read properties of null (reading 'trim')", 2],
                ["NO_PERMISSIONS", "no permission for evt_…", 1],
            ]);
            expect(await system.letters("receipts")).to.deep.equal([3, 0]);
        });

        it("says how many it has not read", async () => {
            await Promise.all(["evt_many1", "evt_many2", "evt_many3"].map(undelivered));

            const { output } = await system.command("dlq", "list receipts --limit 2");

            expect(output)
                .to.contain("receipts: 3 dead letters")
                .and.to.contain("read 2 of about 3: --limit reads more");
            expect(await system.letters("receipts")).to.deep.equal([3, 0]);
        });

        it("shows one letter whole, and a change's by where its log line is", async () => {
            await poison("evt_shown1");
            await system.lettersAre("receipts", 1);
            await system.post("customer.subscription.created", { "data.object.metadata.poison": "yes" });
            await system.lettersAre("access", 1);

            const receipt = await system.command("dlq", "show receipts evt_shown1");
            const change = await system.command("dlq", "show access");

            expect(receipt.output)
                .to.match(/^evt_shown1 invoice.paid in_/)
                .and.to.contain("attempts  2, by Lambda")
                .and.to.contain('"customer_email": null');
            const [, requestId = ""] = /log {7}request (\S+) in \S*access/.exec(change.output) ?? [];
            expect(change.output).to.match(/^1 change given up/);
            const lines = await system.logged("access", requestId);
            expect(lines.some((line) => line.includes("the handler failed"))).to.equal(true);
        });

        it("says that there is none of that name, event or cause", async () => {
            const unknown = await system.command("dlq", "list reciepts");
            const none = await system.command("dlq", "show receipts evt_none");

            expect(unknown).to.include({
                code: 1,
                errors: 'error: there is no "reciepts" here: did you mean receipts?\n',
            });
            expect(none).to.include({
                code: 1,
                errors: "error: receipts has no dead letter of evt_none, of about 0\n",
            });
        });

        it("redrives both kinds, and says what was handled and what failed again", async () => {
            await poison("evt_again1");
            await system.lettersAre("receipts", 1);
            await undelivered("evt_again2");

            const { code, output, errors } = await system.command("dlq", "redrive receipts");

            expect(code).to.equal(1);
            expect(output)
                .to.contain("2 letters redriven to receipts\n1 handled\n")
                .and.to.contain("failed again evt_again1: TypeError: Cannot read properties of null (reading 'trim')");
            expect(errors).to.match(/^error: 1 failed again: /);
            await system.lettersAre("receipts", 1);
        });

        it("redrives only what it is asked for, and with --dry-run nothing", async () => {
            await Promise.all(["evt_one1", "evt_one2", "evt_one3"].map(undelivered));

            const dry = await system.command("dlq", "redrive receipts --dry-run");
            const untouched = await system.letters("receipts");
            const one = await system.command("dlq", "redrive receipts --event evt_one2 --json");

            expect(dry).to.include({ code: 0, output: "would redrive 3 letters to receipts\n" });
            expect(untouched).to.deep.equal([3, 0]);
            expect(one.code).to.equal(0);
            expect((json(one.output)[0]?.redriven as object[])[0]).to.include({ event: "evt_one2", status: "handled" });
            await system.lettersAre("receipts", 2);
        });

        it("loses nothing when it is killed, and goes on afterwards", async () => {
            const ids = Array.from({ length: 150 }, (_, index) => `evt_killed${index}`);
            await Promise.all(ids.map(undelivered));
            const args = ["cli/run.cjs", "dlq", "redrive", "receipts", "--aws-endpoint", system.run.aws.endpoint];
            const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
            await until("a part is redriven", async () => {
                const [visible, hidden] = await system.letters("receipts");
                return visible + hidden < 140;
            });
            child.kill("SIGKILL");
            await once(child, "exit");
            const [visible, hidden] = await system.letters("receipts");
            await system.lettersAre("receipts", visible + hidden);

            const { code, output, errors } = await system.command("dlq", "redrive receipts");

            expect(visible + hidden).to.be.within(1, 139);
            expect([code, errors]).to.deep.equal([0, ""]);
            expect(output).to.contain(
                `${visible + hidden} letters redriven to receipts\n${visible + hidden} handled\n`,
            );
            const handled = await system.logged("receipts", "to evt_killed");
            expect(new Set(handled.map((line) => line.split("\t").at(-1))).size).to.equal(150);
        });

        it("drops only what it is asked for", async () => {
            await Promise.all(["evt_drop1", "evt_drop2", "evt_drop3"].map(undelivered));

            const unsaid = await system.command("dlq", "drop receipts");
            const dry = await system.command("dlq", "drop receipts --all --dry-run");
            const one = await system.command("dlq", "drop receipts --event evt_drop1");
            const left = await system.letters("receipts");
            const all = await system.command("dlq", "drop receipts --all");

            expect(unsaid).to.include({ code: 1 });
            expect(dry.output).to.equal("would drop 3 letters of receipts\n");
            expect(one.output).to.match(/^1 letter of receipts dropped; the archive still has the events/);
            expect(left).to.deep.equal([2, 0]);
            expect(all.output).to.match(/^2 letters of receipts dropped/);
            expect(await system.letters("receipts")).to.deep.equal([0, 0]);
        });

        it("has a change come again by the stream, and leaves a letter of which nothing is known", async () => {
            await system.post("customer.subscription.created", { "data.object.metadata.poison": "yes" });
            await system.lettersAre("access", 1);
            const failures = (await system.logged("access", "the handler failed")).length;
            await system.send("access", { hello: "world" });

            const { code, output } = await system.command("dlq", "redrive access");

            expect(code).to.equal(0);
            expect(output)
                .to.contain("1 letter redriven to access\nchanges come again by the stream")
                .and.to.contain("1 letter left: neither EventBridge nor Lambda put it there");
            await system.lettersAre("access", 2);
            expect((await system.logged("access", "the handler failed")).length).to.equal(failures + 2);
        });
    });

    describe("npm run replay", () => {
        it("gives one subscription the archive's events again, and shows how far it is", async () => {
            const { id } = await system.post("invoice.paid", {
                "data.object.customer_email": "replayed@example.com",
                created: 1_761_998_400,
            });
            await until("its first call", async () => (await system.logged("receipts", "replayed@")).length === 1);
            const window = "--from 2025-11-01T11:00Z --to 2025-11-01T13:00Z --only receipts";

            const dry = await system.command("replay", `${window} --dry-run`);
            const { code, output } = await system.command("replay", `${window} --name again-1`);

            expect(dry.output).to.contain("would replay the events").and.to.contain("to receipts");
            expect([code, id]).to.deep.equal([0, id]);
            expect(output).to.match(/^done: events up to 2025-11-01 12:00:00Z were replayed$/m);
            await until("its second call", async () => (await system.logged("receipts", "replayed@")).length === 2);
        });

        it("says what is wrong with what it is asked for", async () => {
            const order = await system.command("replay", "--from 2025-11-02 --to 2025-11-01");
            const name = await system.command("replay", "--from 2025-11-02 --only access");
            const taken = await system.command("replay", "--from 1h --name again-1 --only receipts");

            expect(order.errors).to.equal("error: --from is not before --to: nothing lies between\n");
            expect(name.errors).to.match(/^error: there is no "access" here: there are billing-state, receipts/);
            expect(taken.errors).to.match(/Replay again-1 already exists/);
        });
    });

    describe("npm run pause and resume", () => {
        it("keep a subscription's events, give them to it afterwards, and restore its own concurrency", async () => {
            const dry = await system.command("pause", "receipts --dry-run");
            const paused = await system.command("pause", "receipts");
            await system.post("invoice.paid", { "data.object.customer_email": "paused@example.com" });
            await system.lettersAre("receipts", 1);
            const calls = await system.logged("receipts", "paused@");
            const listed = await system.command("dlq", "list receipts");
            const refused = await system.command("dlq", "redrive receipts");
            const again = await system.command("pause", "receipts");

            const resumed = await system.command("resume", "receipts");

            expect(dry.output).to.match(/^would pause receipts\n/);
            expect(paused.output).to.match(/^receipts is paused\nits events wait in its dead-letter queue/);
            expect(calls).to.deep.equal([]);
            expect(listed.output).to.contain("ZeroReservedConcurrency: it came while the function was paused");
            expect(refused.errors).to.contain('receipts is paused, and every letter would come back: "npm run resume');
            expect(again.output).to.match(/^receipts is paused already\n/);
            expect(resumed.output).to.equal(
                "receipts goes on, 5 calls at once\n1 event that came meanwhile redriven\n",
            );
            await until("its event", async () => (await system.logged("receipts", "paused@")).length === 1);
        });

        it("keep a change subscription's changes in the stream", async () => {
            const recorded = async () => (await system.logged("billing-state", "REPORT")).length;
            const earlier = await recorded();
            const calls = (await system.logged("access", "REPORT")).length;
            const paused = await system.command("pause", "access --json");
            await system.post("customer.subscription.created", { "data.object.metadata.poison": "yes" });
            await until("the change", async () => (await recorded()) > earlier);
            const before = (await system.logged("access", "REPORT")).length;

            const resumed = await system.command("resume", "access");

            expect(json(paused.output)).to.deep.equal([
                { subscription: "access", paused: true, backlog: "stream", keptSeconds: 7200 },
            ]);
            expect(before).to.equal(calls);
            expect(resumed.output).to.equal("access goes on\n");
            await system.lettersAre("access", 1);
        });

        it("outlast a change of the program", async () => {
            await system.command("pause", "receipts");

            await system.run.change({ mended: "true" });
            const again = await system.command("resume", "receipts");
            await system.run.change({});

            expect(again.output).to.match(/^receipts goes on, 5 calls at once\n/);
        });

        it("refuse the webhook, unless they are forced to", async () => {
            const refused = await system.command("pause", "webhook-receive");
            const forced = await system.command("pause", "webhook-receive --force");
            const resumed = await system.command("resume", "webhook-receive");

            expect(refused.errors).to.match(
                /^error: webhook-receive is the webhook: paused, it answers Stripe with errors/,
            );
            expect(forced.output).to.match(/^webhook-receive is paused\nStripe sends what it refuses again/);
            expect(resumed.output).to.equal("webhook-receive goes on\n");
        });
    });
});
