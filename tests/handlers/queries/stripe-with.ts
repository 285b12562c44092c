import { expect } from "chai";
import Stripe from "stripe";

import { createStripeReader, type StripeReader } from "../../../handlers/sync/stripe-reader";

/**
 * A Stripe that answers each path after `/v1/` with what `answer` gives: nothing is 404, an error a connection that breaks off.
 * It notes the accounts and paths that were asked for.
 */
export function stripeWith(answer: (path: string) => unknown): { stripe: StripeReader; asked: string[] } {
    const asked: string[] = [];
    const stripe = createStripeReader({
        apiKey: async () => "rk_test_1",
        base: "https://stripe.test",
        patience: 0,
        fetch: async (input, init) => {
            const headers = new Headers(init?.headers);
            const path = (input as URL).href.slice("https://stripe.test/v1/".length);
            asked.push(`${headers.get("stripe-account") ?? "platform"} ${path}`);
            expect(headers.get("stripe-version")).to.equal(Stripe.API_VERSION);
            const body = answer(path);
            if (body instanceof Error) {
                throw body;
            }
            const date = new Date().toUTCString();
            return Response.json(body ?? {}, { status: body === undefined ? 404 : 200, headers: { date } });
        },
        monotonic: () => performance.now(),
        wait: async () => undefined,
    });
    return { stripe, asked };
}
