import * as pulumi from "@pulumi/pulumi";

import { StripeBus } from "../../infra/bus";
import { BillingStore } from "../../infra/persistence";
import { readSettings } from "../../infra/settings";
import { closeAccount, closeAccountTooEarly } from "../../tests/fixtures/close-account";

// A program with one handler of subscriptions, or none: which one, its setting `handler` says.

const settings = readSettings();
const store = new BillingStore("billing", settings);
const bus = new StripeBus("stripe", settings);

bus.on("billing-state", "*", store.recorder());

const handler = new pulumi.Config().require("handler");
if (handler === "log" || handler === "log once") {
    store.on(
        "access",
        "subscription",
        ({ after, event }) => {
            const at = performance.timeOrigin + performance.now();
            if (after.object.metadata.poison) {
                throw new Error("poison");
            }
            console.log(JSON.stringify({ handled: event.id, at }));
        },
        { once: handler === "log once", maxRetries: 3 },
    );
}
if (handler === "close accounts") {
    store.on("access", "subscription", { changed: "status" }, { factory: closeAccount, ...store.reader() });
    const tooEarly = { factory: closeAccountTooEarly, ...store.reader() };
    bus.on("too-early", "customer.subscription.deleted", tooEarly);
}

export const busName = bus.name;
export const stateTableName = store.stateTable.name;
