import { stateIndexes } from "../../handlers/queries/indexes";
import type { StripeBus } from "../bus";
import type { WebhookIngress } from "../ingress";
import type { PartnerDoor } from "../partner-door";
import type { BillingStore } from "../persistence";
import type { StripeSync } from "../stripe-sync";
import { tableMetrics } from "./metrics";

/** The parts of the system that are watched. */
export interface Watched {
    /** Where the stack has a webhook. */
    ingress?: WebhookIngress | undefined;
    /** Where Stripe's own EventBridge destination is a way in. */
    partnerDoor?: PartnerDoor | undefined;
    /** With all of its subscriptions: it takes no more. */
    bus: StripeBus;
    /** With all of its change subscribers. */
    store: BillingStore;
    /** Where the stack has one. */
    sync?: StripeSync | undefined;
}

/** The throttles of the tables and of each index, by a name for it. */
export function listTableMetrics({ store, bus }: Watched): Record<string, ReturnType<typeof tableMetrics>> {
    const { stateTable, ledgerTable } = store;
    return {
        state: tableMetrics(stateTable, "state"),
        ...Object.fromEntries(
            stateIndexes.map((index) => [`state-${index}`, tableMetrics(stateTable, `state, ${index}`, index)]),
        ),
        ledger: tableMetrics(ledgerTable, "ledger"),
        ...(store.changesTable && { changes: tableMetrics(store.changesTable.table, "changes") }),
        ...(bus.onceTable && { once: tableMetrics(bus.onceTable.table, "once") }),
    };
}
