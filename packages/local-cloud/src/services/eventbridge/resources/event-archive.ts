import type { DescribeArchiveResponse } from "@aws-sdk/client-eventbridge";

import { kmsKey } from "../../../resources/kms-key";
import { accepted, existingArn, refuse, validName, wholeNumber } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { compilePattern } from "../pattern/compile";
import { simpleName, simpleNameSaid } from "./bus-name";
import { describeEvents, listEvents } from "./call-events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventArchive:EventArchive",
    required: ["eventSourceArn"],
    replaces: ["name", "eventSourceArn"],
    documents: ["eventPattern"],
    autoName: { property: "name", maxLength: 48 },
    unique: true,
    check: refuse({
        name: validName(1, 48, simpleName, simpleNameSaid),
        eventSourceArn: existingArn,
        eventPattern: accepted(compilePattern),
        retentionDays: wholeNumber(0, 2 ** 31 - 1),
        kmsKeyIdentifier: kmsKey,
        description: (text) => (String(text).length > 512 ? "has more than 512 characters" : undefined),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: { ...inputs, arn: `arn:aws:events:${region}:${accountId}:archive/${inputs.name}` },
    }),
    async read({ inputs }, cloud) {
        const archive = await describeEvents<DescribeArchiveResponse>(cloud, "DescribeArchive", {
            ArchiveName: inputs.name,
        });
        return (
            archive && {
                eventPattern: archive.EventPattern,
                // "If set to 0, events are retained indefinitely"; so they are when it is not set.
                ...(archive.RetentionDays || inputs.retentionDays ? { retentionDays: archive.RetentionDays } : {}),
                description: archive.Description,
                kmsKeyIdentifier: archive.KmsKeyIdentifier,
            }
        );
    },
    async create({ inputs }, cloud) {
        const existing = await listEvents(cloud, "ListArchives", { NamePrefix: inputs.name }, "Archives");
        const operation = existing.some(({ ArchiveName }) => ArchiveName === inputs.name)
            ? "UpdateArchive"
            : "CreateArchive";
        await cloud.call(cloud.events, operation, {
            ArchiveName: inputs.name,
            ...(operation === "CreateArchive" ? { EventSourceArn: inputs.eventSourceArn } : {}),
            EventPattern: inputs.eventPattern,
            RetentionDays: inputs.retentionDays,
            Description: inputs.description,
            // Left out, the one before would stay.
            KmsKeyIdentifier: inputs.kmsKeyIdentifier ?? "",
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "DeleteArchive", { ArchiveName: inputs.name });
    },
};
