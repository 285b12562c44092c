import type { LedgerEntry } from "../../handlers/record-tables";
import { systemClock, type Clock } from "local-cloud/command";
import type { Deployment } from "../deployment";
import { EventWatch } from "./event-watch";
import { StackClient, type EventKey, type ShownItem } from "./stack-client";

/** What became of an event. */
export interface Applied {
    ledger: LedgerEntry;
    /** The item of its object, if there is one. */
    item: ShownItem | undefined;
}

/**
 * Waits until the ledger of `deployment` has the event, and reads its object's item.
 *
 * @throws CommandError when it has not in `timeoutSeconds` (10 unless given), or cannot be read
 */
export async function awaitApplied(
    deployment: Deployment,
    event: EventKey & { id: string },
    { timeoutSeconds = 10, clock = systemClock() }: { timeoutSeconds?: number; clock?: Clock } = {},
): Promise<Applied> {
    const client = new StackClient(deployment);
    try {
        const watch = new EventWatch({ read: (ids) => client.ledgerEntries(ids), clock, timeoutSeconds });
        const ledger = await watch.entry(event.id);
        return { ledger, item: await client.stateItem(event) };
    } finally {
        client.close();
    }
}
