import type { DescribeEventBusResponse } from "@aws-sdk/client-eventbridge";

import { kmsKey } from "../../../resources/kms-key";
import { existingArn, oneOf, refuse, validName } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { eventSourcePattern } from "../constraints";
import { simpleNameSaid } from "./bus-name";
import { describeEvents, listEvents } from "./call-events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventBus:EventBus",
    replaces: ["name", "eventSourceName"],
    autoName: { property: "name", maxLength: 256 },
    unique: true,
    check: refuse({
        name: [
            validName(1, 256, /^[/.\-_A-Za-z0-9]+$/, `${simpleNameSaid}, and slashes`),
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
        description: (text) => (String(text).length > 512 ? "has more than 512 characters" : undefined),
    }),
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:events:${region}:${accountId}:event-bus/${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async read({ inputs }, cloud) {
        const bus = await describeEvents<DescribeEventBusResponse>(cloud, "DescribeEventBus", { Name: inputs.name });
        const { LogConfig: log, DeadLetterConfig: queue } = bus ?? {};
        return (
            bus && {
                name: bus.Name,
                description: bus.Description,
                kmsKeyIdentifier: bus.KmsKeyIdentifier,
                logConfig: log && { level: log.Level, includeDetail: log.IncludeDetail },
                deadLetterConfig: queue && { arn: queue.Arn },
            }
        );
    },
    async create({ inputs }, cloud) {
        const existing = await listEvents(cloud, "ListEventBuses", { NamePrefix: inputs.name }, "EventBuses");
        const operation = existing.some(({ Name }) => Name === inputs.name) ? "UpdateEventBus" : "CreateEventBus";
        const { logConfig: log, deadLetterConfig: queue } = inputs as Record<string, Properties | undefined>;
        await cloud.call(cloud.events, operation, {
            Name: inputs.name,
            ...(operation === "CreateEventBus" ? { EventSourceName: inputs.eventSourceName } : {}),
            Description: inputs.description,
            KmsKeyIdentifier: inputs.kmsKeyIdentifier,
            LogConfig: log && { Level: log.level, IncludeDetail: log.includeDetail },
            DeadLetterConfig: queue && { Arn: queue.arn },
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "DeleteEventBus", { Name: inputs.name });
    },
};
