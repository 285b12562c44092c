import type {
    DescribeArchiveResponse,
    DescribeEventBusResponse,
    DescribeRuleResponse,
    ListTargetsByRuleResponse,
} from "@aws-sdk/client-eventbridge";

import { compilePattern } from "../../services/eventbridge/pattern/compile";
import { parsePolicy } from "../../services/iam/parse-policy";
import { listOf, type PolicyPrincipal } from "../../services/iam/policy-document";
import type { CloudServices } from "../../cloud-services";
import type { CheckContext, ResourceRules } from "../resource-type";
import { found } from "./found";
import { accepted, existing, existingArn, nameOf, oneOf, refuse, wholeNumber } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/events`.

const simple = /^[.\-_A-Za-z0-9]+$/;
const simpleSaid = "letters, digits, full stops, hyphens and underscores";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const eventBusRules: ResourceRules = {
    replaces: ["name", "eventSourceName"],
    unique: true,
    check: refuse({
        name: [
            nameOf(1, 256, /^[/.\-_A-Za-z0-9]+$/, `${simpleSaid}, and slashes`),
            (name) => (name === "default" ? 'is "default": the account has that bus already' : undefined),
        ],
        description: (text) => (String(text).length > 512 ? "has more than 512 characters" : undefined),
    }),
    async read({ inputs }, cloud) {
        const bus = await described<DescribeEventBusResponse>(cloud, "DescribeEventBus", { Name: inputs.name });
        return bus && { name: bus.Name, description: bus.Description };
    },
};

/** A bus's whole policy: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export const eventBusPolicyRules: ResourceRules = {
    required: ["policy"],
    replaces: ["eventBusName"],
    defaults: { eventBusName: "default" },
    documents: ["policy"],
    check: refuse({
        eventBusName: existing("event bus", busArn),
        policy: accepted((text) => parsePolicy(text, "resource")),
    }),
    async read({ inputs }, cloud) {
        const bus = await described<DescribeEventBusResponse>(cloud, "DescribeEventBus", {
            Name: inputs.eventBusName,
        });
        return bus?.Policy === undefined ? undefined : { policy: bus.Policy };
    },
};

/** One statement of a bus's policy. */
export const eventPermissionRules: ResourceRules = {
    required: ["principal", "statementId"],
    replaces: ["eventBusName", "statementId"],
    defaults: { action: "events:PutEvents", eventBusName: "default" },
    check: refuse({
        eventBusName: existing("event bus", busArn),
        principal: (principal) =>
            /^(\d{12}|\*)$/.test(String(principal))
                ? undefined
                : `is "${String(principal)}": it must be an account's id, or *`,
        statementId: nameOf(1, 64, /^[\w-]+$/, "letters, digits, hyphens and underscores"),
        action: oneOf("events:PutEvents"),
    }),
    async read({ inputs }, cloud) {
        const bus = await described<DescribeEventBusResponse>(cloud, "DescribeEventBus", {
            Name: inputs.eventBusName,
        });
        const statements = bus?.Policy === undefined ? [] : listOf(parsePolicy(bus.Policy).Statement);
        const statement = statements.find(({ Sid }) => Sid === inputs.statementId);
        return statement && { principal: accountOf(statement.Principal) };
    },
};

/** As PutPermission takes it: `*`, or the account whose root user a statement names. */
function accountOf(principal: PolicyPrincipal | undefined): string | undefined {
    const [named] = principal === undefined || principal === "*" ? ["*"] : listOf(principal.AWS);
    return named?.split(":")[4] ?? named;
}

function busArn(name: string, { region, accountId }: CheckContext): string | undefined {
    return name === "default" ? undefined : `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const eventRuleRules: ResourceRules = {
    replaces: ["name", "namePrefix", "eventBusName"],
    defaults: { eventBusName: "default", forceDestroy: false },
    documents: ["eventPattern"],
    unique: true,
    async check(inputs, context) {
        const refusals = await refuse({
            name: nameOf(1, 64, simple, simpleSaid),
            eventBusName: existing("event bus", busArn),
            eventPattern: [
                (text) => (String(text).length > 4096 ? "has more than 4096 characters" : undefined),
                accepted(compilePattern),
            ],
            state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
            description: (text) => (String(text).length > 512 ? "has more than 512 characters" : undefined),
            roleArn: existingArn,
        })(inputs, context);
        return refusals;
    },
    async read({ inputs }, cloud) {
        const rule = await described<DescribeRuleResponse>(cloud, "DescribeRule", {
            Name: inputs.name,
            EventBusName: inputs.eventBusName,
        });
        return (
            rule && {
                eventPattern: rule.EventPattern,
                scheduleExpression: rule.ScheduleExpression,
                description: rule.Description,
                ...(inputs.isEnabled === undefined
                    ? rule.State === (inputs.state ?? "ENABLED")
                        ? {}
                        : { state: rule.State }
                    : { isEnabled: rule.State !== "DISABLED" }),
            }
        );
    },
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html and …/API_RetryPolicy.html */
export const eventTargetRules: ResourceRules = {
    required: ["rule", "arn"],
    replaces: ["rule", "eventBusName", "targetId"],
    defaults: { eventBusName: "default", forceDestroy: false },
    check: refuse({
        targetId: nameOf(1, 64, simple, simpleSaid),
        rule: existing("rule", (name, { region, accountId }, inputs) => {
            const bus = (inputs.eventBusName as string | undefined) ?? "default";
            return `arn:aws:events:${region}:${accountId}:rule/${bus === "default" ? "" : `${bus.split("/").at(-1)}/`}${name}`;
        }),
        arn: existingArn,
        roleArn: existingArn,
        "deadLetterConfig.arn": existingArn,
        "retryPolicy.maximumRetryAttempts": wholeNumber(0, 185),
        "retryPolicy.maximumEventAgeInSeconds": wholeNumber(60, 86_400),
        inputPath: (path) => (String(path).length > 256 ? "has more than 256 characters" : undefined),
    }),
    async read({ inputs }, cloud) {
        const list = await described<ListTargetsByRuleResponse>(cloud, "ListTargetsByRule", {
            Rule: inputs.rule,
            EventBusName: inputs.eventBusName,
        });
        const target = list?.Targets?.find(({ Id }) => Id === inputs.targetId);
        return (
            target && {
                arn: target.Arn,
                roleArn: target.RoleArn,
                input: target.Input,
                inputPath: target.InputPath,
                retryPolicy: target.RetryPolicy && {
                    maximumRetryAttempts: target.RetryPolicy.MaximumRetryAttempts,
                    maximumEventAgeInSeconds: target.RetryPolicy.MaximumEventAgeInSeconds,
                },
                deadLetterConfig: target.DeadLetterConfig && { arn: target.DeadLetterConfig.Arn },
                inputTransformer: target.InputTransformer && {
                    inputPaths: target.InputTransformer.InputPathsMap,
                    inputTemplate: target.InputTransformer.InputTemplate,
                },
                sqsTarget: target.SqsParameters && { messageGroupId: target.SqsParameters.MessageGroupId },
            }
        );
    },
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const eventArchiveRules: ResourceRules = {
    required: ["eventSourceArn"],
    replaces: ["name", "eventSourceArn"],
    documents: ["eventPattern"],
    unique: true,
    check: refuse({
        name: nameOf(1, 48, simple, simpleSaid),
        eventSourceArn: existingArn,
        eventPattern: accepted(compilePattern),
        retentionDays: wholeNumber(0, 2 ** 31 - 1),
        description: (text) => (String(text).length > 512 ? "has more than 512 characters" : undefined),
    }),
    async read({ inputs }, cloud) {
        const archive = await described<DescribeArchiveResponse>(cloud, "DescribeArchive", {
            ArchiveName: inputs.name,
        });
        return (
            archive && {
                eventPattern: archive.EventPattern,
                // "If set to 0, events are retained indefinitely"; so they are when it is not set.
                ...(archive.RetentionDays || inputs.retentionDays ? { retentionDays: archive.RetentionDays } : {}),
                description: archive.Description,
            }
        );
    },
};

function described<Output extends object>(
    cloud: CloudServices,
    operation: string,
    input: object,
): Promise<Output | undefined> {
    return found(() => cloud.call<Output>(cloud.events, operation, input));
}
