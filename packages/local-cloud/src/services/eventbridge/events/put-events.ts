import type { PutEventsRequest, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import { randomUUID } from "node:crypto";

import type { Clock } from "../../../clock";
import { refuseMembers } from "../../refuse-members";
import type { Account, Call, Handover } from "../../service";
import type { JsonShape } from "../../json-protocol";
import type { Arns } from "../arns";
import { authorizePut } from "../buses/bus-access";
import { buildBusEvent, parseObject } from "./bus-event";
import type { Catalog } from "../catalog";
import { validationError } from "../constraints";
import type { EventMetrics } from "../event-metrics";
import type { Store } from "../../../store";
import { checkEntries, type Entry, type EntryError, findEntryError } from "./put-entry";
import type { Router } from "../delivery/router";

export interface PutEventsDeps {
    account: Account;
    arns: Arns;
    catalog: Catalog;
    clock: Clock;
    store: Store;
    metrics: EventMetrics;
    router: Router;
}

/** 1 MB since January 2026: https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb. */
const maxRequestBytes = 1024 * 1024;

/**
 * The operation PutEvents. It answers when every accepted event is on disk, in the archives and on its way to the
 * targets that it matches. A refused entry is told in the response, as AWS does.
 */
export async function putEvents(
    deps: PutEventsDeps,
    input: JsonShape<PutEventsRequest>,
    call: Call,
): Promise<PutEventsResponse> {
    const { clock, metrics, store } = deps;
    const startedAt = clock.now();
    refuseMembers(input, ["EndpointId"], validationError);
    const entries = checkEntries(input.Entries);
    const size = checkSize(entries);
    for (const { EventBusName, Source: source, DetailType: detailType } of entries) {
        const bus = deps.arns.busName(EventBusName);
        const policy = deps.catalog.findBus(bus)?.record.policy;
        authorizePut(call, { arn: isForeign(bus) ? bus : deps.arns.bus(bus), policy }, { source, detailType });
    }

    const results = await Promise.all(entries.map((entry) => accept(deps, entry, call)));
    const accepted = results.flatMap((result) => ("handover" in result ? [result.handover] : []));
    await store.write(accepted.flatMap(({ writes }) => writes));
    accepted.forEach((handover) => handover.done());

    const failed = results.filter((result) => "ErrorCode" in result).length;
    metrics.putTotal("PutEventsApproximateCallCount");
    metrics.putTotal("PutEventsApproximateSuccessCount");
    metrics.putTotal("PutEventsEntriesCount", entries.length);
    metrics.putTotal("PutEventsFailedEntriesCount", failed);
    metrics.putTotal("PutEventsRequestSize", size, "Bytes");
    metrics.putTotal("PutEventsLatency", clock.now() - startedAt, "Milliseconds");
    return {
        FailedEntryCount: failed,
        Entries: results.map((result) => ("ErrorCode" in result ? result : { EventId: result.EventId })),
    };
}

/** @returns the size of the request, in bytes */
function checkSize(entries: readonly Entry[]): number {
    const size = entries.reduce((sum, entry) => sum + measureEntry(entry), 0);
    if (size > maxRequestBytes) {
        throw validationError("Total size of the entries in the request is over the limit.");
    }
    return size;
}

/** As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html counts it. */
function measureEntry({ Time, Source, DetailType, Detail, Resources }: Entry): number {
    const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
    const bytes = texts.reduce((sum, text) => sum + (typeof text === "string" ? Buffer.byteLength(text) : 0), 0);
    return bytes + (Time === undefined ? 0 : 14);
}

async function accept(
    deps: PutEventsDeps,
    entry: Entry,
    call: Call,
): Promise<{ EventId: string; handover: Handover } | EntryError> {
    const invalid = findEntryError(entry);
    if (invalid !== undefined) {
        return invalid;
    }
    const { Source = "", DetailType = "", Detail = "" } = entry;
    const parsedDetail = parseObject(Detail);
    if (parsedDetail === undefined) {
        return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    }
    const busName = deps.arns.busName(entry.EventBusName);
    if (isForeign(busName)) {
        const reason = `Not authorized to perform: events:PutEvents on resource: ${busName}, of another account or region.`;
        return { ErrorCode: "AccessDeniedException", ErrorMessage: reason };
    }
    const id = randomUUID();
    const bus = deps.catalog.findBus(busName);
    if (bus === undefined) {
        // AWS answers with an event id for a bus that does not exist: https://github.com/aws/aws-cli/issues/9186.
        return { EventId: id, handover: { writes: [], done: () => undefined } };
    }
    const { accountId: account, region } = deps.account;
    // A null counts as absent, as in all of AWS's JSON protocol.
    const time = entry.Time == null ? deps.clock.now() : entry.Time * 1000;
    const resources = entry.Resources ?? [];
    const detail = Detail.trim();
    const fields = { id, source: Source, detailType: DetailType, account, region, time, resources };
    const event = buildBusEvent({ ...fields, detail, parsedDetail });
    const traceHeader = entry.TraceHeader ?? readTraceHeader(call);
    return { EventId: id, handover: await deps.router.route(bus, event, { traceHeader }) };
}

/** Whether a bus of another account or region is meant, which is not here. */
function isForeign(bus: string): boolean {
    return bus.startsWith("arn:");
}

function readTraceHeader({ headers }: Call): string | undefined {
    const header = headers["x-amzn-trace-id"];
    return typeof header === "string" ? header : undefined;
}
