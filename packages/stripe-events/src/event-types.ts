import { accounts } from "./catalogue/accounts";
import { balances } from "./catalogue/balances";
import type { Catalogue } from "./catalogue/catalogue";
import { charges } from "./catalogue/charges";
import { customers } from "./catalogue/customers";
import { invoices } from "./catalogue/invoices";
import { payments } from "./catalogue/payments";
import { products } from "./catalogue/products";
import { subscriptions } from "./catalogue/subscriptions";

/** The type of an event that can be made. */
export type MadeEventType =
    | keyof typeof customers
    | keyof typeof subscriptions
    | keyof typeof invoices
    | keyof typeof payments
    | keyof typeof charges
    | keyof typeof products
    | keyof typeof balances
    | keyof typeof accounts;

/** What each event holds, by its type. */
export const catalogue: Catalogue<MadeEventType> = {
    ...customers,
    ...subscriptions,
    ...invoices,
    ...payments,
    ...charges,
    ...products,
    ...balances,
    ...accounts,
};

/** Every type of event that can be made, sorted. */
export const eventTypes: readonly MadeEventType[] = (Object.keys(catalogue) as MadeEventType[]).sort();

/** Whether an event of the type `type` can be made. */
export function isMadeEventType(type: string): type is MadeEventType {
    return Object.hasOwn(catalogue, type);
}
