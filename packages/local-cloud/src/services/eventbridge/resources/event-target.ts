import type { ListTargetsByRuleResponse } from "@aws-sdk/client-eventbridge";

import { toMembers, toProperties } from "../../../resources/member-names";
import { existing, existingArn, maxLength, refuse, validName, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { busName, defaultBus, plainBusName, simpleName, simpleNameSaid } from "./bus-name";
import { describeEvents } from "./call-events";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html and …/API_RetryPolicy.html */
export const definition: ResourceType = {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    required: ["rule", "arn"],
    replaces: ["rule", "eventBusName", "targetId"],
    defaults: { eventBusName: defaultBus, forceDestroy: false },
    autoName: { property: "targetId", maxLength: 64 },
    within: plainBusName,
    check: refuse({
        targetId: validName(1, 64, simpleName, simpleNameSaid),
        rule: existing("rule", (name, { region, accountId }, inputs) => {
            const bus = plainBusName(inputs);
            return `arn:aws:events:${region}:${accountId}:rule/${bus === defaultBus ? "" : `${bus}/`}${name}`;
        }),
        arn: existingArn,
        roleArn: existingArn,
        "deadLetterConfig.arn": existingArn,
        "retryPolicy.maximumRetryAttempts": wholeNumber(0, 185),
        "retryPolicy.maximumEventAgeInSeconds": wholeNumber(60, 86_400),
        inputPath: maxLength(256),
    }),
    outputs: ({ inputs }) => ({
        id: `${inputs.rule}-${inputs.targetId}`,
        outputs: { ...inputs },
    }),
    async read({ inputs }, cloud) {
        const list = await describeEvents<ListTargetsByRuleResponse>(cloud, "ListTargetsByRule", {
            Rule: inputs.rule,
            EventBusName: inputs.eventBusName,
        });
        const target = list?.Targets?.find(({ Id }) => Id === inputs.targetId);
        const transformer = target?.InputTransformer;
        return (
            target && {
                ...pick(toProperties(target)),
                inputTransformer: transformer && {
                    inputPaths: transformer.InputPathsMap,
                    inputTemplate: transformer.InputTemplate,
                },
            }
        );
    },
    async create({ name, inputs }, cloud) {
        const unsupported = Object.keys(inputs).filter((key) => key.endsWith("Target"));
        if (unsupported.length > 0) {
            throw new Error(`event target "${name}": the local cloud does not know ${unsupported.join(", ")}`);
        }
        const { FailedEntries } = await cloud.call<{ FailedEntries?: { ErrorMessage?: string }[] }>(
            cloud.events,
            "PutTargets",
            { Rule: inputs.rule, EventBusName: busName(inputs), Targets: [toTarget(inputs)] },
        );
        if (FailedEntries?.[0] !== undefined) {
            throw new Error(`event target "${name}": ${FailedEntries[0].ErrorMessage}`);
        }
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "RemoveTargets", {
            Rule: inputs.rule,
            EventBusName: busName(inputs),
            Ids: [inputs.targetId],
        });
    },
};

function toTarget({ targetId: Id, inputTransformer, ...inputs }: Properties): Properties {
    const { inputPaths, inputTemplate } = (inputTransformer ?? {}) as Properties;
    return {
        Id,
        ...(toMembers(pick(inputs)) as Properties),
        InputTransformer: inputTransformer && { InputPathsMap: inputPaths, InputTemplate: inputTemplate },
    };
}

/** What of a target has the same name here and there. */
function pick(properties: Properties): Properties {
    const { arn, roleArn, input, inputPath, retryPolicy, deadLetterConfig } = properties;
    return { arn, roleArn, input, inputPath, retryPolicy, deadLetterConfig };
}
