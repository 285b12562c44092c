import { appendFileSync } from "node:fs";

import { StripeBus } from "../../../infra/bus";
import { WebhookIngress } from "../../../infra/ingress";
import { BillingStore } from "../../../infra/persistence";
import { readSettings } from "../../../infra/settings";
import { stayInStep } from "../../../infra/stripe-sync";

// The program of index.ts, with a handler that leaves a trace of each event in a file: its id, and the process's.

const settings = readSettings();

const store = new BillingStore("billing", settings);
const bus = new StripeBus("stripe", settings);

bus.on("billing-state", "*", store.recorder());

bus.on(
    "side-effects",
    ["customer.subscription.*", "charge.*"],
    (event) => appendFileSync(String(process.env.SIDE_EFFECTS), `${event.id} ${process.pid}\n`),
    // Less than Lambda waits until it tries again, at the cloud's speed: a claim of a killed process has lapsed by then.
    { once: true, timeoutSeconds: 2 },
);

const ingress = new WebhookIngress("webhook", { bus, ...settings });
stayInStep("sync", { store, bus, ...settings });

export const webhookUrl = ingress.url;
export const signingSecretArn = ingress.signingSecretArn;
export const busName = bus.name;
export const archiveName = bus.archiveName;
export const stateTableName = store.stateTable.name;
export const ledgerTableName = store.ledgerTable.name;
export const deadLetterQueueUrls = bus.deadLetterQueueUrls;
