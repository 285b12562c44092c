import type { ArchiveState, DescribeArchiveRequest, ListArchivesRequest } from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Call, Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import type { ArchivedEvents } from "./archived-events";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern } from "../constraints";
import { checkListFilter } from "./list-filter";
import { page } from "../page";
import type { ArchiveRecord } from "../records";

export interface ArchiveOperationsDeps {
    arns: Arns;
    archived: ArchivedEvents;
    catalog: Catalog;
}

const states: readonly ArchiveState[] = [
    "ENABLED",
    "DISABLED",
    "CREATING",
    "UPDATING",
    "CREATE_FAILED",
    "UPDATE_FAILED",
];

/** An archive as a program declares it. */
export interface DeclaredArchive extends Partial<
    Pick<ArchiveRecord, "description" | "eventPattern" | "kmsKeyIdentifier" | "retentionDays">
> {
    name: string;
    /** Of its bus. */
    eventSourceArn: string;
}

/** The operations that show archives. */
export function archiveOperations(deps: ArchiveOperationsDeps): Record<string, Operation> {
    return {
        DescribeArchive: (input: DescribeArchiveRequest, call) => describeArchive(deps, input, call),
        ListArchives: (input: ListArchivesRequest, call) => listArchives(deps, input, call),
    };
}

/**
 * Makes an archive, or brings the one that stands to what is declared; its events stay.
 *
 * @throws AwsError ResourceNotFoundException when there is no such bus, InvalidEventPatternException
 */
export async function putArchive(
    { arns, catalog, clock, store }: Pick<ArchiveOperationsDeps, "arns" | "catalog"> & { clock: Clock; store: Store },
    { name, eventSourceArn, ...settings }: DeclaredArchive,
): Promise<void> {
    await catalog.change(async () => {
        const before = catalog.findArchive(name)?.record ?? {
            id: store.orderedId(),
            name,
            arn: arns.archive(name),
            bus: catalog.bus(arns.busName(eventSourceArn)).record.name,
            state: "ENABLED",
            createdAt: clock.now(),
        };
        await catalog.saveArchive({ ...before, ...settings, retentionDays: settings.retentionDays ?? 0 });
    });
}

/**
 * Deletes an archive; its events may then be removed.
 * @throws AwsError ResourceNotFoundException
 */
export async function deleteArchive(
    { archived, catalog }: Pick<ArchiveOperationsDeps, "archived" | "catalog">,
    name: string,
): Promise<void> {
    await catalog.change(async () => {
        const archive = catalog.archive(name);
        await catalog.deleteArchive(archive, archived.discard(archive.record));
    });
}

async function describeArchive(
    { arns, archived, catalog }: ArchiveOperationsDeps,
    input: DescribeArchiveRequest,
    call: Call,
) {
    check(input.ArchiveName, "archiveName", { required: true, maxLength: 48, pattern: namePattern });
    const name = input.ArchiveName ?? "";
    call.authorize("events:DescribeArchive", arns.archive(name));
    const { record } = catalog.archive(name);
    return {
        ArchiveArn: record.arn,
        Description: record.description,
        EventPattern: record.eventPattern,
        KmsKeyIdentifier: record.kmsKeyIdentifier,
        ...formatArchive(arns, archived, record),
    };
}

async function listArchives(
    { arns, archived, catalog }: ArchiveOperationsDeps,
    input: ListArchivesRequest,
    call: Call,
) {
    call.authorize("events:ListArchives", "*");
    checkListFilter("ListArchives", input, states);
    const bus = input.EventSourceArn === undefined ? undefined : catalog.bus(arns.busName(input.EventSourceArn));
    const records = [...catalog.allArchives()]
        .map(({ record }) => record)
        .filter((record) => record.name.startsWith(input.NamePrefix ?? ""))
        .filter((record) => bus === undefined || record.bus === bus.record.name)
        .filter((record) => input.State === undefined || record.state === input.State);
    const { items, NextToken } = page(records, ({ name }) => name, input);
    return { Archives: items.map((record) => formatArchive(arns, archived, record)), NextToken };
}

function formatArchive(arns: Arns, archived: ArchivedEvents, record: ArchiveRecord): object {
    const { eventCount, sizeBytes } = archived.getStatistics(record);
    return {
        ArchiveName: record.name,
        EventSourceArn: arns.bus(record.bus),
        State: record.state,
        RetentionDays: record.retentionDays,
        SizeBytes: sizeBytes,
        EventCount: eventCount,
        CreationTime: epochSeconds(record.createdAt),
    };
}
