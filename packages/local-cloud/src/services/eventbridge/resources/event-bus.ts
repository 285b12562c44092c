import { kmsKey } from "../../../resources/kms-key";
import { toMembers } from "../../../resources/member-names";
import { existingArn, maxLength, oneOf, refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { eventSourcePattern } from "../constraints";
import type { BusSettings } from "../records";
import { simpleNameSaid } from "./bus-name";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventBus:EventBus",
    replaces: ["name", "eventSourceName"],
    autoName: { property: "name", maxLength: 256 },
    unique: true,
    check: refuse({
        name: [
            validName(1, 256, /^[/.\-_A-Za-z0-9]+$/, `${simpleNameSaid}, and slashes`),
            (name, { eventSourceName }) =>
                eventSourceName === undefined && String(name).includes("/")
                    ? `is "${String(name)}": only a partner's bus has slashes in its name`
                    : undefined,
            (name) => (name === "default" ? 'is "default": the account has that bus already' : undefined),
            (name, { eventSourceName }) =>
                eventSourceName === undefined || eventSourceName === name
                    ? undefined
                    : `is "${String(name)}": a partner's bus has the name of its event source, ${String(eventSourceName)}`,
        ],
        eventSourceName: (name) =>
            eventSourcePattern.test(String(name))
                ? undefined
                : `"${String(name)}" is not the name of a partner's event source`,
        kmsKeyIdentifier: kmsKey,
        "deadLetterConfig.arn": existingArn,
        "logConfig.level": oneOf("OFF", "ERROR", "INFO", "TRACE"),
        "logConfig.includeDetail": oneOf("NONE", "FULL"),
        description: maxLength(512),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:events:${region}:${accountId}:event-bus/${inputs.name}`),
    }),
    // Nothing but the program changes a bus that stands; its policy may be a resource of its own.
    read: async ({ inputs }, cloud) => (cloud.events.hasBus(inputs.name as string) ? {} : undefined),
    async create({ inputs }, cloud) {
        const { kmsKeyIdentifier, logConfig, deadLetterConfig } = inputs;
        await cloud.events.putBus({
            name: inputs.name as string,
            eventSourceName: inputs.eventSourceName as string | undefined,
            description: inputs.description as string | undefined,
            settings: toMembers({ kmsKeyIdentifier, logConfig, deadLetterConfig }) as BusSettings,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.events.deleteBus(inputs.name as string);
    },
};
