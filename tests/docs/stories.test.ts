import { expect } from "chai";
import { captureOutput } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import { readFileSync } from "node:fs";
import path from "node:path";

import { story } from "../../cli/story";

const page = readFileSync(path.resolve(__dirname, "../../docs/local.md"), "utf8");

describe("the commands of docs/local.md for the local Stripe", function () {
    this.timeout(60_000);
    let stripe: LocalStripe;

    before(async () => {
        stripe = await startLocalStripe({ port: 0 });
        stripe.registerEndpoint({
            id: "we_1",
            url: "http://127.0.0.1:4/",
            secret: "whsec_1",
            enabledEvents: ["customer.created"],
        });
    });

    after(() => stripe.close());

    it("tell stories", async () => {
        const commands = [...page.matchAll(/^npm run story -- (.*)$/gm)].map(([, args = ""]) => args.split(" "));

        const codes: number[] = [];
        for (const args of commands) {
            codes.push(await story([...args, "--stripe-url", stripe.url], captureOutput(), captureOutput()));
        }

        expect(codes).to.deep.equal([0, 0, 0]);
    });

    it("show what Stripe has", async () => {
        const commands = [...page.matchAll(/^curl -s -u (\S+): "http:\/\/127\.0\.0\.1:4243(\S+)"$/gm)];

        const shown = await Promise.all(
            commands.map(async ([, key = "", address = ""]) => {
                const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
                const response = await fetch(`${stripe.url}${address}`, { headers: { authorization } });
                return (await response.json()) as { data: { object: string }[] };
            }),
        );

        expect(shown.map(({ data }) => data[0]?.object)).to.deep.equal(["subscription", "event"]);
    });
});
