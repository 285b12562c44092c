import type { CloudServices } from "../cloud-services";
import type { Properties, Resource, ResourceType } from "./resource-type";
import {
    eventArchiveRules,
    eventBusPolicyRules,
    eventBusRules,
    eventPermissionRules,
    eventRuleRules,
    eventTargetRules,
} from "./rules/eventbridge";

const defaultBus = "default";

const eventBus: ResourceType = {
    ...eventBusRules,
    autoName: { property: "name", maximum: 256 },
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:events:${region}:${accountId}:event-bus/${inputs.name}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async create({ inputs }, cloud) {
        const existing = await listed(cloud, "ListEventBuses", { NamePrefix: inputs.name }, "EventBuses");
        const operation = existing.some(({ Name }) => Name === inputs.name) ? "UpdateEventBus" : "CreateEventBus";
        await cloud.call(cloud.events, operation, { Name: inputs.name, Description: inputs.description });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "DeleteEventBus", { Name: inputs.name });
    },
};

const eventBusPolicy: ResourceType = {
    ...eventBusPolicyRules,
    outputs: ({ inputs }) => ({ id: busName(inputs), outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        await cloud.call(cloud.events, "PutPermission", { EventBusName: busName(inputs), Policy: inputs.policy });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "RemovePermission", {
            EventBusName: busName(inputs),
            RemoveAllPermissions: true,
        });
    },
};

const eventPermission: ResourceType = {
    ...eventPermissionRules,
    outputs: ({ inputs }) => {
        const bus = busName(inputs);
        return {
            id: bus === defaultBus ? (inputs.statementId as string) : `${bus}/${inputs.statementId}`,
            outputs: { ...inputs },
        };
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

const eventRule: ResourceType = {
    ...eventRuleRules,
    autoName: { property: "name", maximum: 64 },
    outputs: ({ inputs }, { region, accountId }) => {
        const bus = busName(inputs);
        const path = bus === defaultBus ? inputs.name : `${bus}/${inputs.name}`;
        return {
            id: bus === defaultBus ? (inputs.name as string) : `${bus}/${inputs.name}`,
            outputs: {
                ...inputs,
                arn: `arn:aws:events:${region}:${accountId}:rule/${path}`,
                state: stateOf(inputs),
                isEnabled: stateOf(inputs) !== "DISABLED",
                tagsAll: inputs.tags ?? {},
            },
        };
    },
    async create({ inputs }, cloud) {
        await cloud.call(cloud.events, "PutRule", {
            Name: inputs.name,
            EventBusName: busName(inputs),
            EventPattern: inputs.eventPattern,
            ScheduleExpression: inputs.scheduleExpression,
            Description: inputs.description,
            State: stateOf(inputs),
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.call(cloud.events, "DeleteRule", { Name: inputs.name, EventBusName: busName(inputs) });
    },
};

const eventTarget: ResourceType = {
    ...eventTargetRules,
    autoName: { property: "targetId", maximum: 64 },
    // As a name or an ARN.
    within: (inputs) => busName(inputs).split("/").at(-1) ?? "",
    outputs: ({ inputs }) => ({
        id: `${inputs.rule}-${inputs.targetId}`,
        outputs: { ...inputs },
    }),
    async create({ name, inputs }, cloud) {
        const unsupported = Object.keys(inputs).filter((key) => key.endsWith("Target") && key !== "sqsTarget");
        if (unsupported.length > 0) {
            throw new Error(`event target "${name}": the local cloud does not know ${unsupported.join(", ")}`);
        }
        const { FailedEntries } = await cloud.call<{ FailedEntries?: { ErrorMessage?: string }[] }>(
            cloud.events,
            "PutTargets",
            { Rule: inputs.rule, EventBusName: busName(inputs), Targets: [targetOf(inputs)] },
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

function targetOf(inputs: Properties): Properties {
    const { retryPolicy, deadLetterConfig, inputTransformer, sqsTarget } = inputs as Record<
        string,
        Properties | undefined
    >;
    return {
        Id: inputs.targetId,
        Arn: inputs.arn,
        RoleArn: inputs.roleArn,
        Input: inputs.input,
        InputPath: inputs.inputPath,
        InputTransformer: inputTransformer && {
            InputPathsMap: inputTransformer.inputPaths,
            InputTemplate: inputTransformer.inputTemplate,
        },
        RetryPolicy: retryPolicy && {
            MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
            MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
        },
        DeadLetterConfig: deadLetterConfig?.arn === undefined ? undefined : { Arn: deadLetterConfig.arn },
        SqsParameters: sqsTarget && { MessageGroupId: sqsTarget.messageGroupId },
    };
}

const eventArchive: ResourceType = {
    ...eventArchiveRules,
    autoName: { property: "name", maximum: 48 },
    outputs: ({ inputs }, { region, accountId }) => ({
        id: inputs.name as string,
        outputs: { ...inputs, arn: `arn:aws:events:${region}:${accountId}:archive/${inputs.name}` },
    }),
    async create(resource, cloud) {
        const { inputs } = resource;
        const existing = await listed(cloud, "ListArchives", { NamePrefix: inputs.name }, "Archives");
        const operation = existing.some(({ ArchiveName }) => ArchiveName === inputs.name)
            ? "UpdateArchive"
            : "CreateArchive";
        await cloud.call(cloud.events, operation, {
            ArchiveName: inputs.name,
            ...(operation === "CreateArchive" ? { EventSourceArn: inputs.eventSourceArn } : {}),
            EventPattern: inputs.eventPattern,
            RetentionDays: inputs.retentionDays,
            Description: inputs.description,
        });
    },
    async delete({ inputs }: Resource, cloud) {
        await cloud.call(cloud.events, "DeleteArchive", { ArchiveName: inputs.name });
    },
};

/** A rule's state: in the newer property, or in the one that it took the place of. */
function stateOf(inputs: Properties): string {
    return (inputs.state as string | undefined) ?? (inputs.isEnabled === false ? "DISABLED" : "ENABLED");
}

/** What was applied before there were defaults may be without. */
function busName(inputs: Properties): string {
    return (inputs.eventBusName as string | undefined) ?? defaultBus;
}

async function listed(cloud: CloudServices, operation: string, input: object, member: string): Promise<Properties[]> {
    const answer = await cloud.call<Record<string, Properties[]>>(cloud.events, operation, input);
    return answer[member] ?? [];
}

export const eventBridgeTypes: Readonly<Record<string, ResourceType>> = {
    "aws:cloudwatch/eventBus:EventBus": eventBus,
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": eventBusPolicy,
    "aws:cloudwatch/eventPermission:EventPermission": eventPermission,
    "aws:cloudwatch/eventRule:EventRule": eventRule,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
    "aws:cloudwatch/eventArchive:EventArchive": eventArchive,
};
