import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import { randomUUID } from "node:crypto";

import type { Clock } from "../../clock";
import type { Account, Call, Handover } from "../service";
import type { Arns } from "./arns";
import { authorizePut } from "./bus-access";
import { busEvent, parseObject } from "./bus-event";
import type { Catalog } from "./catalog";
import { validationError } from "./constraints";
import type { EventMetrics } from "./event-metrics";
import type { GroupCommit } from "./group-commit";
import type { Router } from "./router";
import type { Wire } from "./wire";

type Entry = Wire<PutEventsRequestEntry>;

export interface PutEventsDeps {
    account: Account;
    arns: Arns;
    catalog: Catalog;
    clock: Clock;
    commits: GroupCommit;
    metrics: EventMetrics;
    router: Router;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 10 items at most. */
const mostEntries = 10;
/** 1 MB since January 2026: https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb. */
const largestRequest = 1024 * 1024;
const longestDetailType = 128;

interface EntryError {
    ErrorCode: string;
    ErrorMessage: string;
}

/**
 * The operation PutEvents. It answers when every accepted event is on disk, in the archives and on its way to the
 * targets that it matches. A refused entry is told in the response, as AWS does.
 */
export async function putEvents(
    deps: PutEventsDeps,
    { Entries }: Wire<PutEventsRequest>,
    call: Call,
): Promise<PutEventsResponse> {
    const { clock, commits, metrics } = deps;
    const startedAt = clock.now();
    const entries = checkedEntries(Entries);
    const size = checkedSize(entries);
    for (const { EventBusName, Source: source, DetailType: detailType } of entries) {
        const bus = deps.arns.busName(EventBusName);
        const policy = deps.catalog.findBus(bus)?.record.policy;
        authorizePut(call, { arn: deps.arns.bus(bus), policy }, { source, detailType });
    }

    const results = entries.map((entry) => accept(deps, entry, call));
    const accepted = results.flatMap((result) => ("handover" in result ? [result.handover] : []));
    await commits.write(accepted.flatMap(({ writes }) => writes));
    accepted.forEach((handover) => handover.done());

    const failed = results.filter((result) => "ErrorCode" in result).length;
    metrics.total("PutEventsApproximateCallCount");
    metrics.total("PutEventsApproximateSuccessCount");
    metrics.total("PutEventsEntriesCount", entries.length);
    metrics.total("PutEventsFailedEntriesCount", failed);
    metrics.total("PutEventsRequestSize", size, "Bytes");
    metrics.total("PutEventsLatency", clock.now() - startedAt, "Milliseconds");
    return {
        FailedEntryCount: failed,
        Entries: results.map((result) => ("ErrorCode" in result ? result : { EventId: result.EventId })),
    };
}

function checkedEntries(entries: unknown): Entry[] {
    if (!Array.isArray(entries) || entries.length === 0) {
        throw validationError(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: " +
                "Member must have length greater than or equal to 1",
        );
    }
    if (entries.length > mostEntries) {
        throw validationError(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: " +
                `Member must have length less than or equal to ${mostEntries}`,
        );
    }
    return entries as Entry[];
}

/** @returns the size of the request, in bytes */
function checkedSize(entries: readonly Entry[]): number {
    const size = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
    if (size > largestRequest) {
        throw validationError("Total size of the entries in the request is over the limit.");
    }
    return size;
}

/** As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html counts it. */
function entrySize({ Time, Source, DetailType, Detail, Resources }: Entry): number {
    const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
    const bytes = texts.reduce((sum, text) => sum + (typeof text === "string" ? Buffer.byteLength(text) : 0), 0);
    return bytes + (Time === undefined ? 0 : 14);
}

function accept(deps: PutEventsDeps, entry: Entry, call: Call): { EventId: string; handover: Handover } | EntryError {
    const invalid = requiredError(entry);
    if (invalid !== undefined) {
        return invalid;
    }
    const { Source = "", DetailType = "", Detail = "", Resources = [], Time } = entry;
    const parsedDetail = parseObject(Detail);
    if (parsedDetail === undefined) {
        return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    }
    const id = randomUUID();
    const bus = deps.catalog.findBus(deps.arns.busName(entry.EventBusName));
    if (bus === undefined) {
        // AWS answers with an event id for a bus that does not exist: https://github.com/aws/aws-cli/issues/9186.
        return { EventId: id, handover: { writes: [], done: () => undefined } };
    }
    const { accountId: account, region } = deps.account;
    const time = Time === undefined ? deps.clock.now() : Time * 1000;
    const detail = Detail.trim();
    const fields = { id, source: Source, detailType: DetailType, account, region, time, resources: Resources };
    const event = busEvent({ ...fields, detail, parsedDetail });
    const traceHeader = entry.TraceHeader ?? headerOf(call);
    return { EventId: id, handover: deps.router.route(bus, event, { traceHeader }) };
}

function headerOf({ headers }: Call): string | undefined {
    const header = headers["x-amzn-trace-id"];
    return typeof header === "string" ? header : undefined;
}

function requiredError(entry: Entry): EntryError | undefined {
    for (const name of ["Source", "DetailType", "Detail"] as const) {
        if (typeof entry[name] !== "string" || entry[name] === "") {
            return invalidArgument(name, `${name} is a required argument.`);
        }
    }
    if ((entry.DetailType ?? "").length > longestDetailType) {
        return invalidArgument("DetailType", `DetailType has more than ${longestDetailType} characters.`);
    }
    if (entry.Time !== undefined && !isTimestamp(entry.Time)) {
        return invalidArgument("Time", "Time is no timestamp.");
    }
    // "aws." is for AWS's own events: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html.
    return entry.Source?.startsWith("aws.")
        ? { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." }
        : undefined;
}

function isTimestamp(time: unknown): boolean {
    return typeof time === "number" && !Number.isNaN(new Date(time * 1000).getTime());
}

function invalidArgument(name: string, reason: string): EntryError {
    return { ErrorCode: "InvalidArgument", ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}` };
}
