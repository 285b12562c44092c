import type { PutEventsRequest, PutEventsResponse } from "@aws-sdk/client-eventbridge";

import { refuseMembers } from "../../refuse-members";
import type { Call } from "../../service";
import type { JsonShape } from "../../json-protocol";
import type { Arns } from "../arns";
import { authorizePut } from "../buses/bus-access";
import { validationError } from "../constraints";
import { acceptEntries, type AcceptDeps, type Accepted, buildEntryEvent } from "./accept-entries";
import { checkEntries, type Entry, type EntryError, findEntryError } from "./put-entry";

export interface PutEventsDeps extends AcceptDeps {
    arns: Arns;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 10 items at most. */
const maxEntries = 10;

/**
 * The operation PutEvents. It answers when every accepted event is on disk, in the archives and on its way to the
 * targets that it matches. A refused entry is told in the response, as AWS does.
 */
export async function putEvents(
    deps: PutEventsDeps,
    input: JsonShape<PutEventsRequest>,
    call: Call,
): Promise<PutEventsResponse> {
    refuseMembers(input, ["EndpointId"], validationError);
    const entries = checkEntries(input.Entries, maxEntries);
    for (const { EventBusName, Source: source, DetailType: detailType } of entries) {
        const bus = deps.arns.busName(EventBusName);
        const policy = deps.catalog.findBus(bus)?.record.policy;
        authorizePut(call, { arn: isForeign(bus) ? bus : deps.arns.bus(bus), policy }, { source, detailType });
    }

    const results = await acceptEntries(deps, entries, (entry) => accept(deps, entry, call));
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
}

async function accept(deps: PutEventsDeps, entry: Entry, call: Call): Promise<Accepted | EntryError> {
    const event = findEntryError(entry) ?? buildEntryEvent(deps, entry);
    if ("ErrorCode" in event) {
        return event;
    }
    const busName = deps.arns.busName(entry.EventBusName);
    if (isForeign(busName)) {
        const reason = `Not authorized to perform: events:PutEvents on resource: ${busName}, of another account or region.`;
        return { ErrorCode: "AccessDeniedException", ErrorMessage: reason };
    }
    const bus = deps.catalog.findBus(busName);
    // AWS answers with an event id for a bus that does not exist: https://github.com/aws/aws-cli/issues/9186.
    const traceHeader = entry.TraceHeader ?? readTraceHeader(call);
    return { EventId: event.id, handover: bus && (await deps.router.route(bus, event, { traceHeader })) };
}

/** Whether a bus of another account or region is meant, which is not here. */
function isForeign(bus: string): boolean {
    return bus.startsWith("arn:");
}

function readTraceHeader({ headers }: Call): string | undefined {
    const header = headers["x-amzn-trace-id"];
    return typeof header === "string" ? header : undefined;
}
