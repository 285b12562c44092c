import { expect } from "chai";
import { captureOutput } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import { stories } from "local-stripe/stories";

import { story } from "../../../cli/story";

describe("npm run story", () => {
    let stripe: LocalStripe;

    before(async () => {
        stripe = await startLocalStripe({ port: 0 });
    });

    after(() => stripe.close());

    async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
        const [output, errors] = [captureOutput(), captureOutput()];
        const code = await story(args, output, errors);
        return { code, output: output.text(), errors: errors.text() };
    }

    it("shows each event, whom it made, and how to look at it", async () => {
        const { code, output, errors } = await run("trial-converts", "--seed", "1", "--stripe-url", stripe.url);

        const [customer] = stripe.state.list("customer", { limit: 1 }).data;
        const [subscription] = stripe.state.list("subscription", { limit: 1 }).data;
        const events = stripe.state.listEvents({ limit: 100 }).data.toReversed();
        const lines = output.trimEnd().split("\n");
        expect(lines.slice(0, events.length).map((line) => line.split(" ").slice(2).join(" "))).to.deep.equal(
            events.map(({ type, data }) => `${type} ${data.object.id}`),
        );
        expect(lines.slice(events.length)).to.deep.equal([
            "",
            `${events.length} events of 1 customer, seed 1:`,
            `  customers      ${customer?.id}`,
            `  subscriptions  ${subscription?.id}`,
            "",
            "What Stripe has of it:",
            `  curl -s -u sk_test_localStripe: "${stripe.url}/v1/subscriptions/${subscription?.id}"`,
            `  curl -s -u sk_test_localStripe: "${stripe.url}/v1/events?limit=100"`,
            "What the program made of each event, the terminal of npm start shows.",
        ]);
        expect(errors).to.equal("");
        expect(code).to.equal(0);
    });

    it("shows numbers alone of many customers, and what was dropped", async () => {
        const args = ["renewal", "--count", "8", "--seed", "2", "--drop", "0.5", "--stripe-url", stripe.url];

        const { output } = await run(...args);

        const lines = output.trimEnd().split("\n");
        expect(lines[1]).to.match(/^\d+ events \(\d+ dropped\) of 8 customers, seed 2:$/);
        expect(lines[2]).to.match(/^ {2}customers {6}(cus_\w+ ){5}and 3 more$/);
        expect(output).to.include("/v1/events?delivery_success=false");
    });

    it("says how many events were never made", async () => {
        const args = ["renewal", "--count", "8", "--seed", "4", "--unmade", "0.5", "--stripe-url", stripe.url];

        const { output } = await run(...args);

        const line = /^\d+ events \(\d+ of them alerts of events that were never made\) of 8 customers, seed 4:$/;
        expect(output.split("\n")[1]).to.match(line);
    });

    it("prints a document for each event with --json, and one of what was made", async () => {
        const { output } = await run("refund", "--seed", "3", "--json", "--stripe-url", stripe.url);

        const told = output
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as Record<string, unknown>);
        expect(told[0]).to.have.all.keys("story", "event", "isDropped", "isDuplicated");
        expect(told.at(-1)).to.include({ seed: "3", events: told.length - 1, dropped: 0 });
    });

    it("lists the stories", async () => {
        const { output } = await run("--list");

        expect(
            output
                .trimEnd()
                .split("\n")
                .map((line) => line.split(" ")[0]),
        ).to.deep.equal(stories.map(({ name }) => name));
    });

    for (const [args, error] of [
        [[], "which story? Name it, such as renewal-fails-then-pays (--list lists them)"],
        [["renewl"], 'there is no story "renewl": did you mean renewal?'],
        [["refund", "--drop", "1.5"], "Write a number from 0 to 1, such as 0.1."],
        [["refund", "--stripe-url", "http://127.0.0.1:4"], "no local Stripe listens at http://127.0.0.1:4"],
        [["refund", "--seed", "3"], "the local Stripe: there is a customer"],
    ] as const) {
        it(`says what is wrong with "${args.join(" ")}"`, async () => {
            const there = (args as readonly string[]).includes("--stripe-url") ? [] : ["--stripe-url", stripe.url];

            const { code, errors } = await run(...args, ...there);

            expect(errors).to.include(error);
            expect(code).to.equal(1);
        });
    }
});
