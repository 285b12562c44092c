import type { DescribeArchiveRequest, ListArchivesRequest } from "@aws-sdk/client-eventbridge";

import type { Clock } from "../../../clock";
import type { Store } from "../../../store";
import type { Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import { refuseMembers } from "../../refuse-members";
import type { ArchivedEvents } from "./archived-events";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern, validationError } from "../constraints";
import { page } from "../page";
import type { ArchiveRecord } from "../records";

export interface ArchiveOperationsDeps {
    arns: Arns;
    archived: ArchivedEvents;
    catalog: Catalog;
}

/** An archive as a program declares it. */
export interface DeclaredArchive extends Partial<
    Pick<ArchiveRecord, "description" | "eventPattern" | "kmsKeyIdentifier" | "retentionDays">
> {
    name: string;
    /** Of its bus. */
    eventSourceArn: string;
}

/** The operations that show archives. */
export function archiveOperations({ arns, archived, catalog }: ArchiveOperationsDeps): Record<string, Operation> {
    return {
        async DescribeArchive({ ArchiveName }: DescribeArchiveRequest, call) {
            check(ArchiveName, "archiveName", { required: true, maxLength: 48, pattern: namePattern });
            const name = ArchiveName ?? "";
            call.authorize("events:DescribeArchive", arns.archive(name));
            const { record } = catalog.archive(name);
            return {
                ArchiveArn: record.arn,
                Description: record.description,
                EventPattern: record.eventPattern,
                KmsKeyIdentifier: record.kmsKeyIdentifier,
                ...(await formatArchive(arns, archived, record)),
            };
        },

        async ListArchives(input: ListArchivesRequest, call) {
            call.authorize("events:ListArchives", "*");
            refuseMembers(input, ["EventSourceArn", "State"], validationError);
            const { items, NextToken } = page(catalog.allArchives(), ({ record }) => record.name, input);
            const Archives = await Promise.all(items.map(({ record }) => formatArchive(arns, archived, record)));
            return { Archives, NextToken };
        },
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

async function formatArchive(arns: Arns, archived: ArchivedEvents, record: ArchiveRecord): Promise<object> {
    return {
        ArchiveName: record.name,
        EventSourceArn: arns.bus(record.bus),
        State: record.state,
        RetentionDays: record.retentionDays,
        ...(await archived.measure(record)),
        CreationTime: epochSeconds(record.createdAt),
    };
}
