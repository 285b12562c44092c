import { expect } from "chai";
import { until } from "local-cloud/testing";
import { readFileSync } from "node:fs";
import path from "node:path";

import { startSyncSystem, type SyncSystem } from "../cli/sync-system";
import { root } from "../end-to-end/local-run";

describe("the commands of docs/in-step.md", function () {
    this.timeout(120_000);
    const page = readFileSync(path.join(root, "docs/in-step.md"), "utf8");
    const [recover = [], backfill = [], reconcile = [], object = []] = [...page.matchAll(/^```\n(.*?)^```$/gms)].map(
        ([, text = ""]) => text.trimEnd().split("\n"),
    );
    let system: SyncSystem;
    let customer: string;

    before(async () => {
        system = await startSyncSystem();
        customer = (await system.client.customers.create({ name: "Ana" })).id;
        await system.client.coupons.create({ id: "SUMMER", percent_off: 20, duration: "once" });
        system.pass(100);
    });

    after(() => system?.stop());

    /** Runs a command as it is printed, but for the customer, and gives the exit code and the last line. */
    async function run(line = ""): Promise<[code: number, last: string | undefined]> {
        const args = line.replace(/cus_\w+/, customer).split(" ");
        expect(args.slice(0, 4).join(" ")).to.equal("npm run sync --");
        const { code, output } = await system.command(...args.slice(4));
        return [code, output.trimEnd().split("\n").at(-1)];
    }

    it("recover what was missed, and prove it", async () => {
        const [check, put, checkAgain] = recover;

        expect((await run(check))[0]).to.equal(1);
        expect(await run(put)).to.deep.equal([0, "2 events put on the bus"]);
        await until("all are here", async () => (await run(checkAgain))[0] === 0);
    });

    it("backfill, reconcile and repair", async () => {
        expect(await Promise.all(backfill.map(run))).to.have.length(2);
        system.pass(10);
        await system.client.customers.update(customer, { name: "Ana Lima" });
        system.pass(1000);
        const [dry, repair] = reconcile;

        expect((await run(dry))[0]).to.equal(1);
        expect(await run(repair)).to.deep.equal([0, "2 objects compared: 1 differs (1 never arrived), 1 repaired"]);
        system.pass(10);
        expect(await run(dry)).to.deep.equal([0, "2 objects compared: none differs"]);
    });

    it("bring one object in step", async () => {
        expect(await Promise.all(object.map(run))).to.deep.equal([
            [0, `unchanged customer ${customer}`],
            [0, "unchanged coupon SUMMER"],
        ]);
    });
});
