import type { DescribeEventBusResponse } from "@aws-sdk/client-eventbridge";

import { findStatement, type PolicyStatement } from "../../../resources/policies";
import { existing, oneOf, refuse, validName } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { busArn, busName, defaultBus } from "./bus-name";
import { describeEvents } from "./call-events";

/** One statement of a bus's policy. */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventPermission:EventPermission",
    required: ["principal", "statementId"],
    replaces: ["eventBusName", "statementId"],
    defaults: { action: "events:PutEvents", eventBusName: defaultBus },
    check: refuse({
        eventBusName: existing("event bus", busArn),
        principal: (principal) =>
            /^(\d{12}|\*)$/.test(String(principal))
                ? undefined
                : `is "${String(principal)}": it must be an account's id, or *`,
        statementId: validName(1, 64, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        action: oneOf("events:PutEvents"),
    }),
    outputs: ({ inputs }) => {
        const bus = busName(inputs);
        return {
            id: bus === defaultBus ? (inputs.statementId as string) : `${bus}/${inputs.statementId}`,
            outputs: { ...inputs },
        };
    },
    async read({ inputs }, cloud) {
        const bus = await describeEvents<DescribeEventBusResponse>(cloud, "DescribeEventBus", {
            Name: inputs.eventBusName,
        });
        const statement = findStatement(bus?.Policy, inputs.statementId as string);
        return statement && { principal: readAccount(statement.Principal) };
    },
    async create({ inputs }, cloud) {
        const { principal, statementId, action, condition } = inputs as Record<string, Properties | undefined>;
        await cloud.call(cloud.events, "PutPermission", {
            EventBusName: busName(inputs),
            Principal: principal,
            StatementId: statementId,
            Action: action,
            Condition: condition && { Key: condition.key, Type: condition.type, Value: condition.value },
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "RemovePermission", {
            EventBusName: busName(inputs),
            StatementId: inputs.statementId,
        });
    },
};

/** As PutPermission takes it: `*`, or the account whose root user a statement names. */
function readAccount(principal: PolicyStatement["Principal"]): string | undefined {
    const [named] = principal === undefined || principal === "*" ? ["*"] : [principal.AWS].flat();
    return named?.split(":")[4] ?? named;
}
