import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { expect } from "chai";
import Stripe from "stripe";

import { makeEvent } from "stripe-events";
import { postEvent } from "../../../cli/trigger/post-event";

describe("postEvent", () => {
    let server: Server | undefined;

    afterEach(() => {
        server?.closeAllConnections();
        server?.close();
        server = undefined;
    });

    async function listen(listener: RequestListener): Promise<string> {
        const started = createServer(listener);
        server = started;
        await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(started.address() as AddressInfo).port}/stripe/webhook`;
    }

    it("posts what Stripe's library verifies, and gives the answer as it came", async () => {
        const requests: { body: string; signature: string }[] = [];
        const url = await listen((request, response) => {
            void text(request).then((body) => {
                requests.push({ body, signature: String(request.headers["stripe-signature"]) });
                response.writeHead(418).end("teapot");
            });
        });
        const event = makeEvent("customer.created", { set: { name: "Łukasz" } });

        const { status, body } = await postEvent({ url, secret: "whsec_a", event });

        const { body: sent = "", signature = "" } = requests[0] ?? {};
        expect({ status, body }).to.deep.equal({ status: 418, body: "teapot" });
        expect(Stripe.webhooks.constructEvent(sent, signature, "whsec_a").id).to.equal(event.id);
    });

    it("signs text as it is, at the time that it is given", async () => {
        let header = "";
        const url = await listen((request, response) => {
            header = String(request.headers["stripe-signature"]);
            response.end();
        });

        await postEvent({ url, secret: "whsec_a", event: "not JSON", timestamp: 1_000 });

        expect(header).to.match(/^t=1000,v1=/);
        expect(Stripe.webhooks.signature?.verifyHeader("not JSON", header, "whsec_a", Infinity)).to.equal(true);
    });

    it("says so when no answer comes in time", async () => {
        const url = await listen(() => undefined);

        const failure = await postEvent({ url, secret: "whsec_a", event: {}, timeoutSeconds: 0.05 }).catch(
            (error: Error) => error.message,
        );

        expect(failure).to.equal(`the webhook ${url} does not answer: it took more than 0.05 s`);
    });

    it("says so when nothing listens", async () => {
        const url = await listen(() => undefined);
        await new Promise((resolve) => server?.close(resolve));

        const failure = await postEvent({ url, secret: "whsec_a", event: {} }).catch((error: Error) => error.message);

        expect(failure).to.match(/does not answer: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
    });
});
