import { kmsKey } from "../../../resources/kms-key";
import { accepted, existingArn, maxLength, refuse, validName, wholeNumber } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { compilePattern } from "../pattern/compile";
import { simpleName, simpleNameSaid } from "./bus-name";

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
        description: maxLength(512),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: { ...inputs, arn: `arn:aws:events:${region}:${accountId}:archive/${inputs.name}` },
    }),
    // Nothing but the program changes an archive that stands.
    read: async ({ inputs }, cloud) => (cloud.events.hasArchive(inputs.name as string) ? {} : undefined),
    async create({ inputs }, cloud) {
        await cloud.events.putArchive({
            name: inputs.name as string,
            eventSourceArn: inputs.eventSourceArn as string,
            description: inputs.description as string | undefined,
            eventPattern: inputs.eventPattern as string | undefined,
            retentionDays: inputs.retentionDays as number | undefined,
            kmsKeyIdentifier: inputs.kmsKeyIdentifier as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.events.deleteArchive(inputs.name as string);
    },
};
