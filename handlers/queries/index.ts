export { createBillingQueries } from "./create-billing-queries";
export { currentPeriod, currentPeriodEnd, type Period } from "./current-period";
export type { CustomerFeatures } from "./entitlements";
export type { AccessOptions } from "./gives-access";
export { isActive } from "./is-active";
export type { Kind, ObjectOf, ObjectsByKind, Stored } from "./objects";
export type { AccountOptions, Page, PageOptions } from "./page";
export type { BillingQueries, BillingQueriesDeps, RecordedOptions } from "./queries";
export { isStateCannotTell, type StateCannotTell, type UnclearSubscription } from "./state-cannot-tell";
