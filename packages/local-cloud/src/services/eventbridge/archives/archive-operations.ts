import type { DescribeArchiveRequest, ListArchivesRequest } from "@aws-sdk/client-eventbridge";

import type { Operation } from "../../service";
import { epochSeconds } from "../../json-protocol";
import { refuseMembers } from "../../refuse-members";
import type { ArchivedEvents } from "./archived-events";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern, validationError } from "../constraints";
import { page } from "../page";
import type { ArchiveRecord } from "../records";

interface ArchiveOperationsDeps {
    arns: Arns;
    archived: ArchivedEvents;
    catalog: Catalog;
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
