import type { PutPartnerEventsRequest, PutPartnerEventsResponse } from "@aws-sdk/client-eventbridge";

import type { JsonShape } from "../../json-protocol";
import type { Call } from "../../service";
import { acceptEntries, type AcceptDeps, type Accepted, buildEntryEvent } from "./accept-entries";
import { checkEntries, type Entry, type EntryError, findPartnerEntryError } from "./put-entry";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPartnerEvents.html: 20 items at most. */
const maxEntries = 20;

/**
 * The operation PutPartnerEvents, which AWS lets a partner alone call, and which anybody who is no role may call here. An event goes
 * to the bus of its source. Where that has none, it goes nowhere, and AWS does not tell the partner.
 */
export async function putPartnerEvents(
    deps: AcceptDeps,
    input: JsonShape<PutPartnerEventsRequest>,
    call: Call,
): Promise<PutPartnerEventsResponse> {
    call.authorize("events:PutPartnerEvents", "*");
    const entries = checkEntries(input.Entries, maxEntries);
    const results = await acceptEntries(deps, entries, (entry) => accept(deps, entry));
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
}

async function accept(deps: AcceptDeps, entry: Entry): Promise<Accepted | EntryError> {
    const event = findPartnerEntryError(entry) ?? buildEntryEvent(deps, entry);
    if ("ErrorCode" in event) {
        return event;
    }
    const bus = deps.catalog.findBus(entry.Source ?? "");
    const isPartners = bus?.record.eventSourceName !== undefined;
    return { EventId: event.id, handover: isPartners ? await deps.router.route(bus, event) : undefined };
}
