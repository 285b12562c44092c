import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { until } from "local-cloud/testing";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { lookAtLeftRules } from "../../cli/doctor/look-at-left-rules";
import { root } from "../end-to-end/local-run";
import { type HeldEndpoint, startHeldEndpoint } from "./held-endpoint";
import { type OperatedSystem, startOperatedSystem } from "./operated-system";

describe("npm run replay -- --types", function () {
    this.timeout(120_000);
    let system: OperatedSystem;
    let events: EventBridgeClient;
    let endpoint: HeldEndpoint;

    before(async () => {
        system = await startOperatedSystem();
        events = new EventBridgeClient(system.run.aws);
        endpoint = await startHeldEndpoint(system.run.aws.endpoint);
    });

    after(async () => {
        events?.destroy();
        await endpoint?.stop();
        await system?.stop();
    });

    /** Each test has a day of its own, so that none replays another's events, and replays of its own names. */
    let day = 0;
    beforeEach(() => {
        day += 1;
    });
    const created = () => Date.UTC(2025, 10, day, 12) / 1000;
    const window = () =>
        `--from 2025-11-${String(day).padStart(2, "0")} --to 2025-11-${String(day + 1).padStart(2, "0")}`;
    const later = "--from 2026-01-01 --to 2026-01-02 --name later";

    async function post(type: "invoice.paid" | "customer.created", name: string, at = created()): Promise<string> {
        const email = type === "invoice.paid" ? "data.object.customer_email" : "data.object.email";
        const { id } = await system.post(type, { [email]: `${name}@example.com`, created: at });
        await recorded(id, 1);
        return id;
    }
    const receipts = async (name: string) => (await system.logged("receipts", `to ${name}@`)).length;
    const records = async (id: string) => (await system.logged("billing-state", id)).length;
    const recorded = (id: string, times: number) =>
        until(`${times} deliveries of ${id}`, async () => (await records(id)) === times);
    const listReplayRules = async () => {
        const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: system.run.outputs.busName }));
        return Rules.flatMap(({ Name = "" }) => (Name.endsWith("-replay") ? [Name.replace(/-[0-9a-f]{7}-/, "-")] : []));
    };
    const startCommand = (args: string): ChildProcess =>
        spawn(
            process.execPath,
            ["cli/run.cjs", "replay", ...args.split(" "), "--name", `child-${day}`, "--aws-endpoint", endpoint.url],
            {
                cwd: root,
                stdio: "ignore",
            },
        );

    it("gives those types to the subscriptions that take them, each once, and leaves no rule", async () => {
        const customer = await post("customer.created", "types");
        const invoice = await post("invoice.paid", "types");

        const { code, output } = await system.command("replay", `${window()} --types invoice.*,charge.refunded`);

        expect(output).to.match(
            /of invoice\.\*, charge\.refunded created from .* to billing-state, receipts, as replay-/,
        );
        expect([code, await listReplayRules()]).to.deep.equal([0, []]);
        await recorded(invoice, 2);
        await until("the second receipt", async () => (await receipts("types")) === 2);
        expect(await records(customer)).to.equal(1);
    });

    it("gives them to the subscriptions that are named alone", async () => {
        const invoice = await post("invoice.paid", "named");

        await system.command("replay", `${window()} --types invoice.paid --only receipts`);

        await until("the second receipt", async () => (await receipts("named")) === 2);
        expect(await records(invoice)).to.equal(1);
    });

    it("delivers what comes while its rules are there once", async () => {
        await post("invoice.paid", "replayed");
        const started = endpoint.hold("DescribeReplay");
        const child = startCommand(`${window()} --types invoice.paid`);
        const { letGo } = await started;

        const live = await post("invoice.paid", "live");
        const rules = await listReplayRules();
        letGo();
        const [code] = (await once(child, "exit")) as [number];

        expect([code, rules]).to.deep.equal([0, ["billing-state-replay", "receipts-replay"]]);
        await until("the second receipt", async () => (await receipts("replayed")) === 2);
        expect([await receipts("live"), await records(live), await listReplayRules()]).to.deep.equal([1, 1, []]);
    });

    it("leaves nothing behind that delivers twice when it is killed, and the next replay removes its rules", async () => {
        await post("invoice.paid", "killed");
        const started = endpoint.hold("DescribeReplay");
        const child = startCommand(`${window()} --types invoice.paid --only receipts`);
        await started;
        child.kill("SIGKILL");
        await once(child, "exit");
        await until("the second receipt", async () => (await receipts("killed")) === 2);

        const left = await listReplayRules();
        await post("invoice.paid", "afterwards");
        const { code, output } = await system.command("replay", `${later} --only receipts`);

        expect(left).to.deep.equal(["receipts-replay"]);
        expect(output).to.match(/^removed what an earlier replay left: receipts-[0-9a-f]{7}-replay\n/);
        expect([code, await listReplayRules()]).to.deep.equal([0, []]);
        expect([await receipts("killed"), await receipts("afterwards")]).to.deep.equal([2, 1]);
    });

    it("leaves rules that npm run doctor shows, and removes if it is asked to", async () => {
        await post("invoice.paid", "mended");
        const started = endpoint.hold("DescribeReplay");
        const child = startCommand(`${window()} --types invoice.paid`);
        await started;
        child.kill("SIGKILL");
        await once(child, "exit");
        await until("the second receipt", async () => (await receipts("mended")) === 2);
        const place = { outputs: system.run.outputs, aws: system.run.aws };

        const found = await lookAtLeftRules(place, false);
        const left = await listReplayRules();
        const mended = await lookAtLeftRules(place, true);

        expect(found).to.include({
            verdict: "warning",
            remedy: "npm run doctor -- --mend; the next replay removes it too",
        });
        expect(left).to.deep.equal(["billing-state-replay", "receipts-replay"]);
        expect(mended.text).to.match(
            /^a replay that was killed left billing-state-\w+-replay, receipts-\w+-replay: removed$/,
        );
        expect([await listReplayRules(), (await lookAtLeftRules(place, false)).verdict]).to.deep.equal([[], "ok"]);
    });

    it("leaves nothing to be replayed when it is killed before, and the next replay has the same rules anew", async () => {
        await post("invoice.paid", "early");
        const starting = endpoint.hold("StartReplay");
        const child = startCommand(`${window()} --types invoice.paid --only receipts`);
        await starting;
        child.kill("SIGKILL");
        await once(child, "exit");

        const left = await listReplayRules();
        const { code, output } = await system.command("replay", `${window()} --types invoice.paid --only receipts`);

        expect(left).to.deep.equal(["receipts-replay"]);
        expect(output).to.match(/^removed what an earlier replay left: receipts-[0-9a-f]{7}-replay\nreplays/);
        expect([code, await listReplayRules()]).to.deep.equal([0, []]);
        await until("the second receipt", async () => (await receipts("early")) === 2);
    });

    for (const [when, operation] of [
        ["before the replay begins", "PutTargets"],
        ["while it runs", "DescribeReplay"],
    ] as const) {
        it(`removes its rules on Ctrl-C ${when}`, async () => {
            await post("invoice.paid", "stopped");
            const reached = endpoint.hold(operation);
            const child = startCommand(`${window()} --types invoice.paid`);
            const { letGo } = await reached;
            const before = await listReplayRules();

            child.kill("SIGINT");
            letGo();
            await once(child, "exit");

            expect(before).to.not.deep.equal([]);
            expect(await listReplayRules()).to.deep.equal([]);
        });
    }

    it("only says what it would do with --dry-run", async () => {
        const { output } = await system.command("replay", `${window()} --types invoice.paid --only receipts --dry-run`);

        expect(output).to.match(
            /^would replay the events of invoice\.paid created from .* to receipts, as replay-\w+\nby receipts-[0-9a-f]{7}-replay, for as long as it runs\n/,
        );
        expect(await listReplayRules()).to.deep.equal([]);
    });

    it("refuses types that nobody takes, and not to wait for its end", async () => {
        const refuse = async (args: string) => (await system.command("replay", `${window()} ${args}`)).errors;

        const unknown = await refuse("--types invoice.payd");
        const untaken = await refuse("--types invoice.paid,charge.* --only receipts");
        const unfollowed = await refuse("--types invoice.paid --no-wait");

        expect(unknown).to.match(/^error: no type of Stripe's events is "invoice.payd": did you mean invoice.paid/);
        expect(untaken).to.equal("error: receipts takes invoice.paid, and not charge.*\n");
        expect(unfollowed).to.contain("--types makes rules that are removed when the replay ends: leave out --no-wait");
    });
});
