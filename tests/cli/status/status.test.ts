import {
    LambdaClient,
    ListEventSourceMappingsCommand,
    PutFunctionConcurrencyCommand,
    UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { captureOutput, until } from "local-cloud/testing";
import { PassThrough } from "node:stream";
import { makeEvent } from "stripe-events";

import { dlq } from "../../../cli/dlq";
import { status } from "../../../cli/status";
import type { Problem } from "../../../cli/status/find-problems";
import { openStatusClients, readStatus } from "../../../cli/status/read-status";
import type { Latency, Status } from "../../../cli/status/status";
import { watchStatus } from "../../../cli/status/watch";
import { captureTerminal } from "../../support/terminal-snapshot";
import { startWatchedSystem, type WatchedSystem } from "../../support/watched-system";

describe("npm run status", function () {
    this.timeout(90_000);
    let system: WatchedSystem;
    let lambda: LambdaClient;

    before(async () => {
        system = await startWatchedSystem();
        lambda = new LambdaClient(system.aws);
    });

    after(async () => {
        lambda?.destroy();
        await system?.stop();
    });

    async function command(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await status([...args, "--aws-endpoint", system.aws.endpoint], output, errors);
        return { code, output: output.text(), errors: errors.text() };
    }

    async function read(): Promise<Status & { problems: Problem[] }> {
        const { output } = await command("--json");
        return JSON.parse(output) as Awaited<ReturnType<typeof read>>;
    }

    /** Waits for the metrics, which come after the work that they count. */
    async function readWhen(what: string, isSo: (status: Awaited<ReturnType<typeof read>>) => boolean) {
        return until(what, async () => {
            const now = await read();
            return isSo(now) && now;
        });
    }

    function listLatencies({ webhook, bus, subscriptions, changeSubscriptions }: Status): Latency[] {
        const { welcome } = subscriptions;
        const { access } = changeSubscriptions;
        const none: Latency = { p50: undefined, p99: undefined };
        return [webhook?.took ?? none, bus.took, welcome?.took ?? none, welcome?.waited ?? none, access?.took ?? none];
    }

    it("says that nothing is wrong before anything happened", async () => {
        const checked = await command("--check");

        expect(checked).to.deep.include({ code: 0, errors: "" });
        expect(checked.output).to.match(/^stripe-eventbridge__dev at \d\d:\d\d:\d\dZ: nothing is wrong\n/);
        expect(checked.output).to.contain(
            "in step       no look for missed events in two days; not compared in two days\n",
        );
    });

    it("counts the way of an event: the webhook, the bus, each subscription, the ledger", async () => {
        const event = makeEvent("customer.created");
        const updated = makeEvent("product.updated", { livemode: true });
        expect(await system.post(event)).to.equal(200);
        expect(await system.post(event)).to.equal(200);
        expect(await system.post(updated)).to.equal(200);
        expect(await system.post(event, "whsec_another")).to.equal(400);

        const now = await readWhen("all counts", (one) => {
            const { subscriptions, changeSubscriptions } = one;
            const { "billing-state": recorder, welcome } = subscriptions;
            const counted =
                recorder?.handled === 2 && welcome?.skipped === 1 && changeSubscriptions.access?.handled === 1;
            // A function's own counts come before Lambda's.
            return counted && listLatencies(one).every(({ p50 }) => p50 !== undefined);
        });

        expect(now.webhook).to.deep.include({
            name: "webhook-receive",
            received: 2,
            otherMode: 1,
            signaturesRefused: 1,
            receiveFailures: 0,
            crashes: 0,
            throttles: 0,
        });
        expect(now.bus).to.include({ matched: 2, failed: 0, lost: 0 });
        // Each goes to two subscriptions and to the archive.
        expect(now.bus.delivered).to.be.at.least(4);
        expect(now.subscriptions.welcome).to.include({ handled: 1, skipped: 1, failed: 0, lost: 0, deadLetters: 0 });
        expect(now.changeSubscriptions.access).to.include({ handled: 1, failed: 0, paused: false });
        expect(now.outcomes).to.deep.equal({ applied: 1, duplicate: 1, stale: 0, ambiguous: 0, ignored: 0 });
        for (const { p50, p99 } of listLatencies(now)) {
            expect(p99).to.be.at.least(p50 as number);
        }
        expect(now.changeSubscriptions.access?.behind).to.be.a("number");
        expect(now.problems.filter(({ level }) => level === "wrong")).to.deep.equal([]);
    });

    it("says what fails, and where it is when Lambda gave up; --check says so by its exit code", async () => {
        await system.post(makeEvent("customer.created", { set: { metadata: { poison: "yes" } } }));

        const now = await readWhen("both dead letters", ({ subscriptions, changeSubscriptions }) => {
            const { welcome } = subscriptions;
            const { access } = changeSubscriptions;
            // Counts may come after the letters.
            return welcome?.deadLetters === 1 && welcome.failed === 3 && access?.deadLetters === 1 && access.failed > 0;
        });
        const checked = await command("--check");

        expect(
            "list" in now.alarms && now.alarms.list.map(({ name }) => name.replace(/-[0-9a-f]{7}$/, "")),
        ).to.include.members([
            "stripe-server-errors",
            "stripe-welcome-dead-letters",
            "stripe-access-behind",
            "stripe-sync-cut-short",
        ]);
        const wrong = now.problems.filter(({ level }) => level === "wrong");
        expect(wrong.map(({ text, command: mends }) => [text, mends])).to.deep.equal([
            ["welcome has 1 dead letter", "dlq list welcome"],
            ["access has 1 dead letter", "dlq list access"],
        ]);
        expect(checked.code).to.equal(1);
        expect(checked.output).to.contain(
            `✗ welcome has 1 dead letter\n  npm run dlq -- list welcome --aws-endpoint ${system.aws.endpoint}\n`,
        );
        expect(checked.errors).to.equal("error: something is wrong, as --check was to find out\n");
        expect((await command()).code, "without --check").to.equal(0);
    });

    it("takes it for over when the letters are gone and the handler does its work: --check is content", async () => {
        for (const name of ["welcome", "access"]) {
            const args = ["drop", name, "--all", "--aws-endpoint", system.aws.endpoint];
            expect(await dlq(args, captureOutput(), captureOutput())).to.equal(0);
        }
        await system.post(makeEvent("customer.created"));

        const now = await readWhen("that nothing is wrong", ({ problems }) =>
            problems.every(({ level }) => level !== "wrong"),
        );
        const checked = await command("--check");

        const over = now.problems.filter(({ level }) => level === "over").map(({ text }) => text);
        expect(over.map((text) => text.replace(/failed .* in the/, "failed in the"))).to.deep.equal([
            "welcome failed in the last hour, has handled what came since, and has no dead letters",
            "access failed in the last hour, has handled what came since, and has no dead letters",
        ]);
        expect(checked).to.include({ code: 0, errors: "" });
        expect(checked.output)
            .to.match(/: nothing is wrong\n/)
            .and.to.contain("✓ welcome failed 3 times in the last hour");
    });

    it("knows what is paused, of both kinds", async () => {
        const { functionName } = system.findFunction("welcome");
        await lambda.send(
            new PutFunctionConcurrencyCommand({ FunctionName: functionName, ReservedConcurrentExecutions: 0 }),
        );
        const { EventSourceMappings = [] } = await lambda.send(
            new ListEventSourceMappingsCommand({ FunctionName: system.findFunction("access").functionName }),
        );
        await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled: false }));

        const { subscriptions, changeSubscriptions, problems } = await read();

        expect(subscriptions.welcome?.paused).to.equal(true);
        expect(subscriptions["billing-state"]?.paused).to.equal(false);
        expect(changeSubscriptions.access?.paused).to.equal(true);
        expect(problems.map(({ command: mends }) => mends)).to.include.members(["resume welcome", "resume access"]);
    });

    it("knows the last runs that keep in step, and what they found", async () => {
        expect(await system.runSync("recover")).to.equal(undefined);
        expect(await system.runSync("reconcile")).to.equal(undefined);

        const { sync } = await readWhen(
            "both runs",
            (now) => now.sync?.recover.runs === 1 && now.sync.reconcile.runs === 1,
        );

        expect(sync).to.deep.include({ name: "sync", cutShort: 0, failed: 0 });
        const minutesAgo = (Date.now() - Date.parse(sync?.recover.lastAt ?? "")) / 60_000;
        expect(minutesAgo).to.be.within(0, 2);
        expect(sync?.reconcile.lastAt).to.be.a("string");
    });

    it("is read with a role that may do nothing but read", async () => {
        const { readerRoleArn } = system.cloud.stackOutputs as { readerRoleArn: string };
        const credentials = system.cloud.iam.credentials(readerRoleArn);
        const clients = openStatusClients({ aws: { ...system.aws, credentials } });

        const { webhook, alarms } = await readStatus(clients, system.outputs, Date.now()).finally(() =>
            clients.close(),
        );

        expect(webhook?.received).to.be.greaterThan(0);
        expect(alarms).to.have.property("list");
    });

    it("draws itself again on a terminal's other screen, and leaves it as it was on q", async () => {
        const clients = openStatusClients({ aws: system.aws });
        const output = captureTerminal(80);
        const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) });
        const modes: boolean[] = [];
        let reads = 0;

        const watching = watchStatus(
            async () => {
                if (++reads === 3) {
                    keys.write("q");
                }
                return readStatus(clients, system.outputs, Date.now());
            },
            { everySeconds: 0.001, options: {}, json: false, output, keys },
        );
        await watching.finally(() => clients.close());

        const screens = output.text().split("\u001b[H").slice(1);
        expect(screens).to.have.length.within(2, 3);
        expect(output.text()).to.match(/^\u001b\[\?1049h.*\u001b\[\?1049l$/s);
        expect(modes).to.deep.equal([true, false]);
        expect(screens[0]?.split("\r\n").length).to.be.at.most(24);
    });

    it("says why it cannot watch where nobody sees it, and where no local cloud is", async () => {
        const [output, errors] = [captureOutput(), captureOutput()];

        const watched = await command("--watch");
        const nowhere = await status(["--aws-endpoint", "http://127.0.0.1:9"], output, errors);

        expect(watched).to.deep.equal({
            code: 1,
            output: "",
            errors: "error: --watch needs a terminal: leave it out, or add --json\n",
        });
        expect(nowhere).to.equal(1);
        expect(errors.text()).to.match(/^error: .*127\.0\.0\.1:9/);
    });
});
