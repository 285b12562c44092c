import type { DescribeRuleResponse } from "@aws-sdk/client-eventbridge";

import {
    accepted,
    existing,
    existingArn,
    maxLength,
    notHere,
    oneOf,
    refuse,
    validName,
} from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { compilePattern } from "../pattern/compile";
import { readSchedule } from "../schedules/schedule";
import { busArn, busName, defaultBus, simpleName, simpleNameSaid } from "./bus-name";
import { describeEvents } from "./call-events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventRule:EventRule",
    replaces: ["name", "namePrefix", "eventBusName"],
    defaults: { eventBusName: defaultBus, forceDestroy: false },
    documents: ["eventPattern"],
    autoName: { property: "name", maxLength: 64 },
    unique: true,
    check: refuse({
        name: validName(1, 64, simpleName, simpleNameSaid),
        eventBusName: existing("event bus", busArn),
        eventPattern: [maxLength(4096), accepted(compilePattern)],
        scheduleExpression: [
            accepted(readSchedule),
            (_expression, inputs) =>
                busName(inputs) === defaultBus ? undefined : "is supported only on the default event bus",
        ],
        // "Use state instead": https://www.pulumi.com/registry/packages/aws/api-docs/cloudwatch/eventrule/#isenabled_nodejs
        ...notHere("isEnabled"),
        state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
        description: maxLength(512),
        roleArn: existingArn,
    }),
    outputs: ({ inputs }, { region, accountId }) => {
        const bus = busName(inputs);
        const path = bus === defaultBus ? (inputs.name as string) : `${bus}/${inputs.name}`;
        return {
            id: path,
            outputs: taggedOutputs(inputs, `arn:aws:events:${region}:${accountId}:rule/${path}`, {
                state: inputs.state ?? "ENABLED",
            }),
        };
    },
    async read({ inputs }, cloud) {
        const rule = await describeEvents<DescribeRuleResponse>(cloud, "DescribeRule", {
            Name: inputs.name,
            EventBusName: inputs.eventBusName,
        });
        return (
            rule && {
                eventPattern: rule.EventPattern,
                scheduleExpression: rule.ScheduleExpression,
                description: rule.Description,
                ...(rule.State !== (inputs.state ?? "ENABLED") && { state: rule.State }),
            }
        );
    },
    async create({ inputs }, cloud) {
        await cloud.call(cloud.events, "PutRule", {
            Name: inputs.name,
            EventBusName: busName(inputs),
            EventPattern: inputs.eventPattern,
            ScheduleExpression: inputs.scheduleExpression,
            Description: inputs.description,
            State: inputs.state,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "DeleteRule", { Name: inputs.name, EventBusName: busName(inputs) });
    },
};
