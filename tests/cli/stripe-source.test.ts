import { expect } from "chai";

import { failure } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";
import { makeEvent } from "stripe-events";
import { makeThin, readEvent } from "../../cli/trigger/stripe-source";

describe("what npm run trigger gets from Stripe", () => {
    let stripe: LocalStripe;
    let places: { stripeUrl: string; apiKey: string };

    before(async () => {
        stripe = await startLocalStripe({ port: 0 });
        places = { stripeUrl: stripe.url, apiKey: stripe.secretKey };
    });

    after(() => stripe.close());

    it("is an event's thin twin, once Stripe shows the event", async () => {
        const event = makeEvent("invoice.paid");

        const thin = await makeThin(event, places);

        expect(thin).to.deep.include({ type: "v1.invoice.paid", snapshot_event: event.id });
        expect((await readEvent(event.id, places)).data).to.deep.equal(event.data);
    });

    it("is refused with what to do, where there is none", async () => {
        const nowhere = "http://127.0.0.1:9";
        const messages = await Promise.all(
            [
                readEvent("evt_none", places),
                readEvent("evt_1", { ...places, apiKey: "sk_test_other" }),
                readEvent("evt_1", { ...places, stripeUrl: nowhere }),
                makeThin(makeEvent("invoice.paid"), { ...places, stack: "prod" }),
                makeThin({ object: "v2.core.event" }, places),
            ].map(async (asked) => (await failure(asked)).message),
        );

        expect(messages[0]).to.equal(
            `Stripe at ${stripe.url} has no event evt_none: it shows one for 30 days (--api-key and --stripe-url aim elsewhere)`,
        );
        expect(messages[1]).to.match(/answers 401: Invalid API Key/);
        expect(messages[2]).to.contain(`Stripe at ${nowhere} does not answer: `).and.contain('"npm start" starts');
        expect(messages[3]).to.contain("--thin needs the local Stripe").and.contain("leave --stack out");
        expect(messages[4]).to.equal(`Stripe at ${stripe.url} answers 400: not a snapshot event`);
    });
});
