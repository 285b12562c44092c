import { randomUUID } from "node:crypto";

import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Account, Handover } from "../../service";
import type { Catalog } from "../catalog";
import type { Router } from "../delivery/router";
import { buildBusEvent, type BusEvent, parseObject } from "./bus-event";
import type { Entry, EntryError } from "./put-entry";

export interface AcceptDeps {
    account: Account;
    catalog: Catalog;
    clock: Clock;
    store: Store;
    router: Router;
}

/** An entry that is taken: on its way, or to nobody. */
export interface Accepted {
    EventId: string;
    handover: Handover | undefined;
}

/**
 * Accepts each entry or refuses it for itself. It answers when all that were accepted are on disk.
 *
 * @returns what the response says of each, in its place
 */
export async function acceptEntries(
    { store }: AcceptDeps,
    entries: readonly Entry[],
    accept: (entry: Entry) => Promise<Accepted | EntryError>,
): Promise<({ EventId: string } | EntryError)[]> {
    const results = await Promise.all(entries.map(accept));
    const handovers = results.flatMap((result) => ("handover" in result && result.handover ? [result.handover] : []));
    await store.write(handovers.flatMap(({ writes }) => writes));
    handovers.forEach((handover) => handover.done());
    return results.map((result) => ("ErrorCode" in result ? result : { EventId: result.EventId }));
}

/** The event of an entry whose other members are as they should be. */
export function buildEntryEvent(
    { account: { accountId: account, region }, clock }: Pick<AcceptDeps, "account" | "clock">,
    { Source = "", DetailType = "", Detail = "", Resources, Time }: Entry,
): (BusEvent & { id: string }) | EntryError {
    const parsedDetail = parseObject(Detail);
    if (parsedDetail === undefined) {
        return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    }
    const id = randomUUID();
    const event = buildBusEvent({
        id,
        source: Source,
        detailType: DetailType,
        account,
        region,
        // A null counts as absent, as in all of AWS's JSON protocol.
        time: Time == null ? clock.now() : Time * 1000,
        resources: Resources ?? [],
        detail: Detail.trim(),
        parsedDetail,
    });
    return { ...event, id };
}
