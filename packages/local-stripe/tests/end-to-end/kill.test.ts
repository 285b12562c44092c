import { expect } from "chai";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { StripeState } from "../../index";

const register = require.resolve("local-cloud/typescript.cjs");
const enough = 40;

describe("a local Stripe that is killed", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "local-stripe-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("has lost nothing that it answered, neither objects nor their events and deliveries", async function () {
        this.timeout(60_000);
        const file = path.join(folder, "stripe.sqlite");
        const child = fork(path.join(__dirname, "../support/serve.ts"), [file], { execArgv: ["-r", register] });
        const exited = once(child, "exit");
        const [url] = (await once(child, "message")) as [string];
        const post = async (what: string, body: string): Promise<string> => {
            const headers = { authorization: "Bearer sk_test_localStripe" };
            const response = await fetch(`${url}/v1/${what}`, { method: "POST", body, headers });
            return ((await response.json()) as { id: string }).id;
        };
        await post("webhook_endpoints", "url=http://127.0.0.1:1/&enabled_events[]=*");
        const answered: string[] = [];
        const keepPosting = async () => {
            for (;;) {
                answered.push(await post("customers", "name=A"));
                if (answered.length === enough) {
                    child.kill("SIGKILL");
                }
            }
        };

        await Promise.allSettled(Array.from({ length: 4 }, keepPosting));
        await exited;

        const state = new StripeState({ file });
        const events = state.listEvents({ limit: 1000 }).data;
        const told = new Set(events.map(({ data }) => data.object.id));
        expect(answered.length).to.be.at.least(enough);
        expect(answered.filter((id) => state.get("customer", id) === undefined || !told.has(id))).to.deep.equal([]);
        expect(events.filter(({ id }) => state.deliveriesOf(id).length !== 1)).to.deep.equal([]);
        state.close();
    });
});
