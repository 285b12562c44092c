import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { eventTypes } from "stripe-events";
import { trigger } from "../../cli/trigger";
import { captureOutput } from "local-cloud/testing";
import { delivery, startFakeStack, type FakeStack, type FakeStackOptions } from "./fake-stack";

describe("npm run trigger", () => {
    let stack: FakeStack | undefined;

    afterEach(async () => {
        await stack?.close();
        stack = undefined;
    });

    async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await trigger(args, output, errors);
        return { code, output: output.text(), errors: errors.text() };
    }

    async function start(options: FakeStackOptions = {}): Promise<string[]> {
        stack = await startFakeStack(options);
        return ["--aws-endpoint", stack.url];
    }

    it("posts a signed event, waits for the ledger and all subscriptions, and ends with the verdict", async () => {
        const there = await start({
            looksBefore: 3,
            deliveries: [delivery("billing-state-0123abc"), delivery("tickets-0123abc")],
        });

        const { code, output, errors } = await run("customer.subscription.created", ...there);

        const [event] = stack?.events ?? [];
        const object = event?.data.object as { id: string };
        const lines = output.trimEnd().split("\n");
        expect(lines[0]).to.equal(
            `customer.subscription.created ${event?.id} ${object.id} → ${stack?.url}/stripe/webhook`,
        );
        expect(lines[1]).to.match(/^ {2}accepted {9}200 after \d+ ms$/);
        expect(lines.slice(2)).to.deep.equal([
            "  billing-state    done",
            "  tickets          done",
            "applied: it was applied",
        ]);
        expect(errors).to.equal("");
        expect(code).to.equal(0);
    });

    it("shows the object's item with --verbose, before the verdict", async () => {
        const there = await start();

        const { output } = await run("customer.subscription.created", "--verbose", ...there);

        expect(output).to.match(/kind +'subscription'/);
        expect(output.trimEnd().split("\n").at(-1)).to.equal("applied: it was applied");
    });

    describe("when a subscription fails", () => {
        const error = { type: "TypeError", message: "no room" };
        const tickets = delivery("tickets-0123abc", {
            status: "failed",
            error,
            nextAttemptMs: 60_000,
            deadLetterArn: "arn:aws:sqs:eu-central-1:000000000000:tickets-dead-letters-0123abc",
        });

        it("says with what, when the next attempt is and where the letter goes, and fails", async () => {
            const there = await start({ deliveries: [delivery("billing-state-0123abc"), tickets] });

            const { code, output, errors } = await run("invoice.paid", ...there);

            expect(output.trimEnd().split("\n").slice(2)).to.deep.equal([
                "  billing-state    done",
                "  tickets          failed: TypeError: no room",
                "                   attempt 1 of 3, the next in 60 s; after the last, the letter is in tickets-dead-letters-0123abc",
            ]);
            expect(errors).to.equal("error: tickets failed: TypeError: no room (recorded as applied)\n");
            expect(code).to.equal(1);
        });

        it("does not wait for an entry in the ledger that cannot come", async () => {
            const there = await start({
                outcome: () => undefined,
                deliveries: [delivery("billing-state-0123abc", { status: "failed", error })],
            });

            const { code, errors } = await run("invoice.paid", ...there);

            expect(errors).to.equal("error: billing-state failed: TypeError: no room (not recorded)\n");
            expect(code).to.equal(1);
        });

        it("counts such events as failed with --count", async () => {
            const there = await start({ deliveries: [tickets] });

            const { code, output } = await run("invoice.paid", "--count", "3", "--json", ...there);

            expect(JSON.parse(output)).to.deep.include({
                done: 0,
                outcomes: {},
                failures: { "tickets failed: TypeError: no room": 3 },
            });
            expect(code).to.equal(1);
        });
    });

    describe("to a stack with several endpoints", () => {
        const stored = (name: string) => JSON.stringify({ account: "whsec_another", [name]: "whsec_fake_stack" });

        it("signs with the secret of the one that is named", async () => {
            const there = await start({ stored: stored("connect") });

            const { code, errors } = await run("invoice.paid", "--endpoint", "connect", ...there);

            expect(errors).to.equal("");
            expect(code).to.equal(0);
        });

        it("signs with that of the default one where none is named, and with the first where there is no default", async () => {
            const there = await start({ stored: stored("default") });
            expect((await run("invoice.paid", ...there)).code).to.equal(0);
            await stack?.close();

            const first = await start({ stored: '{"connect":"whsec_fake_stack","thin":"whsec_another"}' });
            expect((await run("invoice.paid", ...first)).code).to.equal(0);
        });

        it("names the endpoints that there are where there is none of that name, and sends nothing", async () => {
            const there = await start({ stored: stored("connect") });

            for (const name of ["conect", "constructor"]) {
                const { code, errors } = await run("invoice.paid", "--endpoint", name, ...there);

                expect(errors).to.equal(
                    `error: the stack has no endpoint "${name}": its signing secrets are those of account, connect\n`,
                );
                expect(code).to.equal(1);
            }
            expect(stack?.events).to.deep.equal([]);
        });

        it("takes either a secret or an endpoint's name", async () => {
            const { code, errors } = await run("invoice.paid", "--endpoint", "connect", "--secret", "whsec_x");

            expect(errors).to.contain("'--endpoint <name>' cannot be used with option '--secret <whsec>'");
            expect(code).to.not.equal(0);
        });
    });

    it("says which subscription has not ended in time", async () => {
        const there = await start({ deliveries: [delivery("tickets-0123abc", { status: "pending" })] });

        const { code, errors } = await run("invoice.paid", "--timeout", "0.05", ...there);

        expect(errors).to.match(
            /^error: evt_\w+ was recorded, but tickets had not ended after 0\.05 s \(--timeout waits longer\)\n$/,
        );
        expect(code).to.equal(1);
    });

    it("calls a duplicate what was sent before, one by one and many", async () => {
        const there = await start();
        const seeded = ["charge.succeeded", "--seed", "7", ...there];

        await run(...seeded);
        const again = await run(...seeded);
        const many = await run(...seeded, "--count", "2", "--json");

        expect(again.output.trimEnd().split("\n").at(-1)).to.equal("duplicate: recorded before as applied");
        expect(again.code).to.equal(0);
        expect(JSON.parse(many.output)).to.deep.include({ outcomes: { duplicate: 1, applied: 1 } });
    });

    it("prints one JSON document with --json", async () => {
        const there = await start();

        const { code, output } = await run("invoice.paid", "--json", ...there);

        const result = JSON.parse(output) as Record<string, Record<string, unknown>>;
        expect(result.event?.type).to.equal("invoice.paid");
        expect(result.ledger?.outcome).to.equal("applied");
        expect(result.item?.kind).to.equal("invoice");
        expect(result.item).to.not.have.property("memory");
        expect(code).to.equal(0);
    });

    it("sets the fields that --set names", async () => {
        const there = await start();

        await run(
            "customer.subscription.updated",
            ...["--set", "status=past_due", "--set", "items.data.0.quantity=7", "--set", "account=acct_1"],
            ...["--set", "data.previous_attributes.status=active", "--set", "metadata.note=a=b"],
            ...there,
        );

        const [event] = stack?.events ?? [];
        expect(event?.account).to.equal("acct_1");
        expect(event?.data.object).to.deep.include({ status: "past_due", metadata: { note: "a=b" } });
        expect(event?.data.object).to.have.nested.property("items.data[0].quantity", 7);
        expect(event?.data.previous_attributes).to.include({ status: "active" });
    });

    it("finds the item of a connected account's object", async () => {
        const there = await start();

        const { output } = await run("customer.created", "--json", "--set", "account=acct_1", ...there);

        expect(JSON.parse(output)).to.have.nested.property("item.kind", "customer");
    });

    it("finds the item of a plan, not of the price with the same id", async () => {
        const there = await start();
        const same = ["--json", "--set", "data.object.id=price_1", ...there];

        await run("price.created", ...same);
        const { output } = await run("plan.created", ...same);

        expect(JSON.parse(output)).to.have.nested.property("item.kind", "plan");
    });

    it("shows the ledger's outcome, and answers 0, when the event was not applied", async () => {
        const there = await start({ outcome: () => "stale" });

        const { code, output } = await run("customer.updated", ...there);

        expect(output).to.match(/\nstale: it was stale\n$/);
        expect(code).to.equal(0);
    });

    it("fails with the webhook's answer when that is not 2xx", async () => {
        const there = await start({ answer: () => 503 });

        const { code, errors } = await run("customer.updated", ...there);

        expect(errors).to.equal('error: the webhook answered 503: {"status":503}\n');
        expect(code).to.equal(1);
    });

    it("signs with --secret, and posts to --url", async () => {
        const there = await start();
        const other = await startFakeStack();
        try {
            const wrong = await run("customer.updated", "--secret", "whsec_wrong", ...there);
            const elsewhere = await run(
                "customer.updated",
                "--url",
                `${other.url}/stripe/webhook`,
                "--timeout",
                "0.05",
                ...there,
            );

            expect(wrong.errors).to.contain("the webhook answered 400");
            expect(stack?.events).to.have.length(0);
            expect(other.events).to.have.length(1);
            expect(elsewhere.code).to.equal(1);
        } finally {
            await other.close();
        }
    });

    it("fails when nothing is applied in time", async () => {
        const there = await start({ outcome: () => undefined });

        const { code, errors } = await run("customer.updated", "--timeout", "0.05", ...there);

        expect(errors).to.match(/^error: evt_1\w+ was accepted, but not applied in 0.05 s\n$/);
        expect(code).to.equal(1);
    });

    it("says how to start the local cloud when nothing listens", async () => {
        const there = await start();
        await stack?.close();

        const { code, errors } = await run("customer.updated", ...there);

        expect(errors).to.contain("no local cloud listens at").and.to.contain('"npm start"');
        expect(code).to.equal(1);
    });

    it("says so when the local cloud is not ready", async () => {
        const there = await start({ health: "starting" });

        const { code, errors } = await run("customer.updated", ...there);

        expect(errors).to.contain('is not ready (it says "starting")');
        expect(code).to.equal(1);
    });

    it("sends --count events of their own, and sums up", async () => {
        const there = await start();

        const { code, output } = await run("customer.subscription.created", "--count", "40", "--json", ...there);

        expect(JSON.parse(output)).to.deep.include({ count: 40, done: 40, outcomes: { applied: 40 }, failures: {} });
        const ids = stack?.events.flatMap(({ id, data }) => [id, (data.object as { id: string }).id]);
        expect(new Set(ids).size).to.equal(80);
        expect(code).to.equal(0);
    });

    it("counts what was not accepted or not applied, and fails", async () => {
        const there = await start({
            answer: (nth) => (nth < 3 ? 503 : 200),
            outcome: (nth) => (nth === 5 ? undefined : "applied"),
        });

        const { code, output, errors } = await run(
            ...["customer.created", "--count", "10", "--timeout", "0.1", ...there],
        );

        expect(output)
            .to.contain("6 of 10 events")
            .and.to.match(/applied +6\n/);
        expect(output).to.match(/failed +3: the webhook answered 503/);
        expect(output).to.match(/failed +1: an event was accepted, but not applied in 0.1 s/);
        expect(errors).to.equal("error: 4 of 10 events failed\n");
        expect(code).to.equal(1);
    });

    it("makes the same events for the same --seed", async () => {
        const there = await start();

        await run("charge.succeeded", "--seed", "7", "--set", "created=1790000000", ...there);
        await run("charge.succeeded", "--seed", "7", "--set", "created=1790000000", ...there);
        await run("charge.succeeded", "--seed", "8", "--set", "created=1790000000", ...there);

        const [first, second, third] = stack?.events ?? [];
        expect(first).to.deep.equal(second);
        expect(first?.id).to.not.equal(third?.id);
    });

    it("lists the types that it can make", async () => {
        const people = await run("--list");
        const programs = await run("--list", "--json");

        expect(people.output).to.equal(`${eventTypes.join("\n")}\n`);
        expect(JSON.parse(programs.output)).to.deep.equal(eventTypes);
        expect(people.code).to.equal(0);
    });

    it("shows its options with --help, and answers 0", async () => {
        const { code, output } = await run("--help");

        expect(output).to.contain("--set <path=value>").and.to.contain("--stack <name>");
        expect(code).to.equal(0);
    });

    const mistakes: [args: string[], message: string][] = [
        [["custmer.subscription.craeted"], "did you mean customer.subscription.created"],
        [["zzz"], "--list lists those that can"],
        [[], "which event?"],
        [["customer.created", "invoice.paid"], "too many arguments"],
        [["customer.created", "--cuont", "2"], "Did you mean --count?"],
        [["customer.created", "--count", "0"], "Write a whole number from 1 up."],
        [["customer.created", "--concurrency", "many"], "Write a whole number from 1 up."],
        [["customer.created", "--timeout", "-1"], "greater than 0"],
        [["customer.created", "--set", "status"], "Write path=value"],
        [["customer.created", "--set", "nosuch.path"], "Write path=value"],
        [["customer.created", "--set", "nosuch.path=1"], 'data.object has no "nosuch", but address, '],
        [["customer.created", "--set", "id=evt_1", "--count", "2"], "--set id gives each event the same id"],
        [["customer.created", "--set", "email.domain=x"], 'cannot set "email.domain"'],
        [["customer.created", "--aws-endpoint", "here"], '"here" is not an address'],
        [["customer.created", "--thin", "--count", "2"], "cannot be used with option '--count <n>'"],
        [["v1.customer.created", "--count", "2"], "send thin ones one by one"],
        [["v1.customer.craeted"], "did you mean customer.created"],
        [["customer.created", "--event", "evt_1"], 'leave "customer.created" out'],
        [["--event", "evt_1", "--set", "status=active"], "cannot be used with option '--set <path=value>'"],
    ];
    for (const [args, message] of mistakes) {
        it(`says what is wrong with: ${args.join(" ") || "no arguments"}`, async () => {
            const { code, output, errors } = await run(...args);

            expect(errors)
                .to.match(/^error: .*\n$/)
                .and.to.contain(message);
            expect(output).to.equal("");
            expect(code).to.equal(1);
        });
    }

    it("says what is wrong in JSON with --json", async () => {
        const { code, output, errors } = await run("zzz", "--json");

        expect((JSON.parse(errors) as { error: string }).error).to.contain('"zzz" is not an event type');
        expect(output).to.equal("");
        expect(code).to.equal(1);
    });

    describe("by the bus of Stripe's event source", () => {
        it("is refused on a deployed stack, where Stripe alone can put events there", async () => {
            const outputs = {
                stateTableName: "state",
                ledgerTableName: "ledger",
                signingSecretArn: "arn:a:s:eu-west-1:1",
            };
            const folder = mkdtempSync(path.join(tmpdir(), "trigger-"));
            writeFileSync(path.join(folder, "pulumi"), `#!/bin/sh\necho '${JSON.stringify(outputs)}'\n`, {
                mode: 0o755,
            });
            const before = process.env.PATH;
            process.env.PATH = `${folder}:${before}`;

            const { code, errors } = await run("customer.created", "--via", "partner", "--stack", "prod").finally(
                () => {
                    process.env.PATH = before;
                    rmSync(folder, { recursive: true });
                },
            );

            expect(errors).to.match(/^error: --via partner works on the local cloud alone: on AWS, only Stripe can/);
            expect(code).to.equal(1);
        });

        it("is refused where there is no other door of that name", async () => {
            const { code, errors } = await run("customer.created", "--via", "window");

            expect(errors).to.contain("Allowed choices are webhook, partner");
            expect(code).to.not.equal(0);
        });
    });
});
