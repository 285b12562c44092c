import { StripeBus } from "./infra/bus";
import { listFunctions } from "./infra/functions";
import { WebhookIngress } from "./infra/ingress";
import { Observability } from "./infra/observability";
import { PartnerDoor } from "./infra/partner-door";
import { BillingStore } from "./infra/persistence";
import { readSettings } from "./infra/settings";
import { metricNamespace } from "./infra/stack-name";
import { stayInStep } from "./infra/stripe-sync";

// Stripe ──POST──▶ API Gateway ──▶ receive ──PutEvents──▶ bus ──rule──▶ subscriber ──▶ DynamoDB

const settings = readSettings();

const store = new BillingStore("billing", settings);
const bus = new StripeBus("stripe", settings);

bus.on("billing-state", "*", store.recorder());

bus.on(
    "payment-trouble",
    ["invoice.payment_failed", "charge.dispute.*"],
    (event) => {
        // The place for your own code: open a ticket, page somebody, write to the customer.
        const { id: objectId } = event.data.object;
        console.warn(JSON.stringify({ message: "payment trouble", eventType: event.type, objectId }));
    },
    { once: true },
);

// These come after the last subscription, so that they know of them all.
const { webhook, partnerEventSource: source } = settings;
const ingress = webhook ? new WebhookIngress("webhook", { bus, ...settings }) : undefined;
const partnerDoor = source
    ? new PartnerDoor("partner-door", { bus, ...settings, partnerEventSource: source })
    : undefined;
const sync = stayInStep("sync", { store, bus, ...settings });
const observability = new Observability("stripe", { ingress, partnerDoor, bus, store, sync, ...settings });

export const webhookUrl = ingress?.url;
export const signingSecretArn = ingress?.signingSecretArn;
export const busName = bus.name;
export const archiveName = bus.archiveName;
export const stateTableName = store.stateTable.name;
export const ledgerTableName = store.ledgerTable.name;
export const deadLetterQueueUrls = {
    ...partnerDoor?.deadLetterQueueUrls,
    ...bus.deadLetterQueueUrls,
    ...store.deadLetterQueueUrls,
    ...sync?.deadLetterQueueUrls,
    ...observability.deadLetterQueueUrls,
};
export const functions = listFunctions({ ingress, bus, store, sync, observability });
export const metricsNamespace = metricNamespace();
export const alarmName = observability.alarmName;
