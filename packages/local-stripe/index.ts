/** Stripe on one machine: its API over objects that are kept, and the events that their changes make. */
export { startLocalStripe, type FixedEndpoint, type LocalStripe, type LocalStripeOptions } from "./src/local-stripe";
export type { Duration, Fault, Faults } from "./src/api/faults";
export type { Permissions } from "./src/api/keys";
export type { Delivery, DeliveryResult } from "./src/state/deliveries";
export type { Endpoint } from "./src/state/endpoint";
export { previousAttributes } from "./src/state/previous-attributes";
export type { SnapshotEvent, StripeObject } from "./src/state/stripe-object";
export type { DeliveryLine } from "./src/webhooks/dispatcher";
export { StripeState } from "./src/state/stripe-state";
export type { Transaction } from "./src/state/transaction";
