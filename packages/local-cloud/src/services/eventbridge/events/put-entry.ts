import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

import type { JsonShape } from "../../json-protocol";
import { busNameOrArnPattern, check, eventSourcePattern, validationError } from "../constraints";

/** One of PutEvents' entries, or of PutPartnerEvents', which have fewer members. */
export type Entry = JsonShape<PutEventsRequestEntry>;

/** How the response tells of an entry that is refused while others are accepted. */
export interface EntryError {
    ErrorCode: string;
    ErrorMessage: string;
}

/** 1 MB since January 2026: https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb. */
const maxRequestBytes = 1024 * 1024;
const maxDetailTypeLength = 128;
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html: 1 to 500 characters. */
const traceHeader = /^[\x20-\x7e]{1,500}$/;

/**
 * The entries of a request, when they have the form of AWS's API model and are not too large together.
 *
 * @throws AwsError ValidationException: then none is accepted
 */
export function checkEntries(entries: unknown, maxEntries: number): Entry[] {
    if (!Array.isArray(entries) || entries.length === 0) {
        throw validationError(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: " +
                "Member must have length greater than or equal to 1",
        );
    }
    if (entries.length > maxEntries) {
        throw validationError(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: " +
                `Member must have length less than or equal to ${maxEntries}`,
        );
    }
    const checked = entries.map((entry: unknown, index) => checkEntry(entry, `entries.${index + 1}.member`));
    if (checked.reduce((sum, entry) => sum + measureEntry(entry), 0) > maxRequestBytes) {
        throw validationError("Total size of the entries in the request is over the limit.");
    }
    return checked;
}

/** As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html counts it, in bytes. */
function measureEntry({ Time, Source, DetailType, Detail, Resources }: Entry): number {
    const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
    const bytes = texts.reduce((sum, text) => sum + (typeof text === "string" ? Buffer.byteLength(text) : 0), 0);
    return bytes + (Time === undefined ? 0 : 14);
}

function checkEntry(entry: unknown, at: string): Entry {
    if (typeof entry !== "object" || entry === null) {
        throw validationError(
            `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must be a structure`,
        );
    }
    const { EventBusName, Source, DetailType, Detail, Resources }: Entry = entry;
    check(Source, `${at}.source`, {});
    check(DetailType, `${at}.detailType`, {});
    check(Detail, `${at}.detail`, {});
    check(EventBusName, `${at}.eventBusName`, { minLength: 1, maxLength: 1600, pattern: busNameOrArnPattern });
    if (!isStringList(Resources ?? [])) {
        throw validationError(
            `1 validation error detected: Value at '${at}.resources' failed to satisfy constraint: ` +
                "Member must be a list of strings",
        );
    }
    return entry;
}

function isStringList(value: unknown): boolean {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Why PutEvents refuses the entry for itself, or undefined. */
export function findEntryError(entry: Entry): EntryError | undefined {
    const error = findMemberError(entry);
    // "aws." is for AWS's own events: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html.
    return error === undefined && entry.Source?.startsWith("aws.")
        ? { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." }
        : error;
}

/** Why PutPartnerEvents refuses the entry for itself, or undefined. */
export function findPartnerEntryError(entry: Entry): EntryError | undefined {
    return (
        findMemberError(entry) ??
        (eventSourcePattern.test(entry.Source ?? "")
            ? undefined
            : invalidArgument("Source", "Source must be the name of a partner event source."))
    );
}

function findMemberError(entry: Entry): EntryError | undefined {
    for (const name of ["Source", "DetailType", "Detail"] as const) {
        if (typeof entry[name] !== "string" || entry[name] === "") {
            return invalidArgument(name, `${name} is a required argument.`);
        }
    }
    if ((entry.DetailType ?? "").length > maxDetailTypeLength) {
        return invalidArgument("DetailType", `DetailType has more than ${maxDetailTypeLength} characters.`);
    }
    if (!isTimestamp(entry.Time ?? 0)) {
        return invalidArgument("Time", "Time is no timestamp: it is in seconds since 1970, and before the year 10000.");
    }
    // It becomes an HTTP header.
    if (!isTraceHeader(entry.TraceHeader ?? "none")) {
        return invalidArgument("TraceHeader", "TraceHeader must have 1 to 500 printable ASCII characters.");
    }
    return undefined;
}

/** Whether an event can carry it: its `time` has four digits for the year. */
function isTimestamp(time: unknown): boolean {
    const year = typeof time === "number" ? new Date(time * 1000).getUTCFullYear() : NaN;
    return year >= 0 && year <= 9999;
}

function isTraceHeader(header: unknown): boolean {
    return typeof header === "string" && traceHeader.test(header);
}

function invalidArgument(name: string, reason: string): EntryError {
    return { ErrorCode: "InvalidArgument", ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}` };
}
