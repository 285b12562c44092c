import type {
    ArchiveState,
    CreateArchiveRequest,
    DeleteArchiveRequest,
    DescribeArchiveRequest,
    ListArchivesRequest,
    UpdateArchiveRequest,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Call, Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import type { ArchivedEvents } from "./archived-events";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, checkBusArn, namePattern } from "../constraints";
import { checkListFilter } from "./list-filter";
import { page } from "../page";
import type { ArchiveRecord } from "../records";

export interface ArchiveOperationsDeps {
    arns: Arns;
    archived: ArchivedEvents;
    catalog: Catalog;
    clock: Clock;
    store: Store;
    /** Called when an archive is deleted and its events may be removed. */
    discarded: () => void;
}

const states: readonly ArchiveState[] = [
    "ENABLED",
    "DISABLED",
    "CREATING",
    "UPDATING",
    "CREATE_FAILED",
    "UPDATE_FAILED",
];

/** The operations on archives. */
export function archiveOperations(deps: ArchiveOperationsDeps): Record<string, Operation> {
    return {
        CreateArchive: (input: CreateArchiveRequest, call) => createArchive(deps, input, call),
        UpdateArchive: (input: UpdateArchiveRequest, call) => updateArchive(deps, input, call),
        DeleteArchive: (input: DeleteArchiveRequest, call) => deleteArchive(deps, input, call),
        DescribeArchive: (input: DescribeArchiveRequest, call) => describeArchive(deps, input, call),
        ListArchives: (input: ListArchivesRequest, call) => listArchives(deps, input, call),
    };
}

async function createArchive(deps: ArchiveOperationsDeps, input: CreateArchiveRequest, call: Call): Promise<object> {
    const { arns, catalog, clock, store } = deps;
    checkArchive(input);
    check(input.EventSourceArn, "eventSourceArn", { required: true, maxLength: 1600 });
    checkBusArn(input.EventSourceArn, "EventSourceArn");
    const name = input.ArchiveName ?? "";
    const bus = arns.busName(input.EventSourceArn);
    call.authorize("events:CreateArchive", arns.archive(name));
    call.authorize("events:CreateArchive", arns.bus(bus));
    return catalog.change(async () => {
        if (catalog.findArchive(name) !== undefined) {
            throw new AwsError("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
        }
        const record: ArchiveRecord = {
            id: store.orderedId(),
            name,
            arn: arns.archive(name),
            bus: catalog.bus(bus).record.name,
            description: input.Description,
            eventPattern: input.EventPattern,
            kmsKeyIdentifier: input.KmsKeyIdentifier || undefined,
            retentionDays: input.RetentionDays ?? 0,
            state: "ENABLED",
            createdAt: clock.now(),
        };
        await catalog.saveArchive(record);
        return formatState(record);
    });
}

/** Changes what is given, and keeps the rest. */
async function updateArchive({ arns, catalog }: ArchiveOperationsDeps, input: UpdateArchiveRequest, call: Call) {
    checkArchive(input);
    const name = input.ArchiveName ?? "";
    call.authorize("events:UpdateArchive", arns.archive(name));
    return catalog.change(async () => {
        const before = catalog.archive(name).record;
        const record = {
            ...before,
            description: input.Description ?? before.description,
            eventPattern: input.EventPattern ?? before.eventPattern,
            retentionDays: input.RetentionDays ?? before.retentionDays,
            kmsKeyIdentifier: (input.KmsKeyIdentifier ?? before.kmsKeyIdentifier) || undefined,
        };
        await catalog.saveArchive(record);
        return formatState(record);
    });
}

async function deleteArchive(deps: ArchiveOperationsDeps, { ArchiveName }: DeleteArchiveRequest, call: Call) {
    const { arns, archived, catalog } = deps;
    check(ArchiveName, "archiveName", { required: true, maxLength: 48, pattern: namePattern });
    const name = ArchiveName ?? "";
    call.authorize("events:DeleteArchive", arns.archive(name));
    return catalog.change(async () => {
        const archive = catalog.archive(name);
        await catalog.deleteArchive(archive, archived.discard(archive.record));
        deps.discarded();
        return {};
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

function checkArchive(input: UpdateArchiveRequest): void {
    check(input.ArchiveName, "archiveName", { required: true, maxLength: 48, pattern: namePattern });
    check(input.Description, "description", { maxLength: 512 });
    check(input.EventPattern, "eventPattern", { maxLength: 4096 });
    check(input.KmsKeyIdentifier, "kmsKeyIdentifier", { maxLength: 2048 });
    check(input.RetentionDays, "retentionDays", { minimum: 0, maximum: 2 ** 31 - 1 });
}

function formatState({ arn, state, createdAt }: ArchiveRecord): object {
    return { ArchiveArn: arn, State: state, CreationTime: epochSeconds(createdAt) };
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
