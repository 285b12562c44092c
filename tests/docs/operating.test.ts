import { expect } from "chai";
import { until } from "local-cloud/testing";
import { readFileSync } from "node:fs";
import path from "node:path";

import { type CommandResult, type OperatedSystem, startOperatedSystem } from "../cli/operated-system";
import { root } from "../end-to-end/local-run";
import { type AlertWebhook, startAlertWebhook } from "../support/alert-webhook";

const page = readFileSync(path.join(root, "docs/operating.md"), "utf8");
const blocks = [...page.matchAll(/^```\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const [alert = "", list = "", listed = "", show = "", redrive = "", redriven = "", over = ""] = blocks;
const [letters = "", replays = "", replaysOfTypes = "", pauses = ""] = blocks.slice(7);

/** Stands for the webhook's. */
const alertUrl = "http://127.0.0.1:9/alerts";

describe("the commands of docs/operating.md", function () {
    this.timeout(120_000);
    let webhook: AlertWebhook;
    let system: OperatedSystem;
    let failed: string;

    before(async () => {
        webhook = await startAlertWebhook();
        const settings = { alertUrl: { secret: alertUrl } };
        system = await startOperatedSystem({ settings, addresses: { [alertUrl]: webhook.url } });
    });

    after(async () => {
        await system?.stop();
        webhook?.close();
    });

    /** Runs each command of a block as it is printed, but for the event. */
    async function runAll(block: string): Promise<CommandResult[]> {
        const results: CommandResult[] = [];
        for (const line of block.trimEnd().split("\n")) {
            const [, name = "", args = ""] = /^npm run ([a-z]+)(?: -- (.*))?$/.exec(line) ?? [];
            results.push(await system.command(name as "dlq", args.replace(/evt_\w+/, failed)));
        }
        return results;
    }

    const sameShape = (text: string) =>
        text
            .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, "TIME")
            .replaceAll(/evt_\w+/g, "evt_…")
            .replaceAll(/\d+ (?:second|minute)s? old/g, "AGE old")
            // One letter may come after the alarm has looked.
            .replace(/(dead-letter queue): [12]\.$/m, "$1: N.");

    it("are all here", () => {
        expect(blocks).to.have.length(11);
    });

    it("lead from the alert to a handler that is mended, in six commands, and to the end of the alarm", async () => {
        const customer_email = "data.object.customer_email";
        const event = await system.post("invoice.paid", { [customer_email]: null });
        await system.post("invoice.paid", { [customer_email]: null });
        await system.post("invoice.paid", { [customer_email]: "ana@example.com" });
        failed = event.id;

        await until("the alert", () => webhook.posted.length > 0);
        await system.lettersAre("receipts", 2);
        const [found] = await runAll(list);
        const [shown] = await runAll(show);
        await system.run.change({ mended: "true" });
        const mended = await runAll(redrive);
        const confirmed = await system.command("dlq", "list");
        await until("the message that it is over", () => webhook.posted.length > 1);

        expect(webhook.posted.map((text) => sameShape(`${text}\n`))).to.deep.equal([sameShape(alert), over]);
        expect(alert).to.contain(`${list.trimEnd()}. `);
        expect(sameShape(found?.output ?? "")).to.satisfy((text: string) => text.startsWith(sameShape(listed)));
        expect(shown?.output).to.contain("TypeError: Cannot read properties of null (reading 'trim')");
        expect(mended.map(({ code, output }) => ({ code, output }))).to.deep.equal([
            { code: 0, output: redriven },
            { code: 0, output: redriven },
        ]);
        expect(confirmed.output).to.match(/^no dead letters: /);
        expect([list, show, redrive].join("").trimEnd().split("\n")).to.have.length(4);
        expect(page).to.contain("`npm run dlq -- list` confirms it");
        expect(await system.logged("receipts", "to nobody")).to.have.length(2);
    });

    it("read, redrive and drop letters", async () => {
        const codes = (await runAll(letters)).map(({ code }) => code);

        expect(codes).to.deep.equal([0, 1, 0, 0]);
    });

    it("replay", async () => {
        const [dry, replayed] = await runAll(replays);

        expect(dry?.output).to.match(/^would replay the events created from .* to receipts, as replay-/s);
        expect(replayed).to.include({ code: 0 });
        await until("they run again", async () => (await system.logged("receipts", "to nobody")).length === 4);
    });

    it("replay some types", async () => {
        const [dry, replayed] = await runAll(replaysOfTypes);

        expect(dry?.output).to.match(
            /^would replay the events of invoice.paid created from .* to receipts, as replay-/s,
        );
        expect(replayed).to.include({ code: 0 });
        await until("they run again", async () => (await system.logged("receipts", "to nobody")).length === 6);
    });

    it("pause and resume", async () => {
        const [paused, resumed] = await runAll(pauses);

        expect(paused?.output).to.match(/^receipts is paused\n/);
        expect(resumed?.output).to.equal("receipts goes on, 5 calls at once\n0 events that came meanwhile redriven\n");
    });
});
