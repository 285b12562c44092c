import type {
    DeleteRuleRequest,
    DescribeRuleRequest,
    EnableRuleRequest,
    ListRulesRequest,
    PutRuleRequest,
    RuleState,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { Account, Call, Operation } from "../../service";
import { type Arns, defaultBus } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern, validationError } from "../constraints";
import { page } from "../page";
import type { RuleRecord } from "../records";
import type { Schedules } from "../schedules/schedules";

export interface RuleOperationsDeps {
    account: Account;
    arns: Arns;
    catalog: Catalog;
    schedules: Schedules;
}

const states = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];
/** The default quota, in characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html. */
const maxPatternLength = 2048;

/** The operations on rules. */
export function ruleOperations({ account, arns, catalog, schedules }: RuleOperationsDeps): Record<string, Operation> {
    /** Only the default bus has scheduled rules. */
    const followSchedule = async ({ bus, name }: { bus: string; name: string }) => {
        if (bus === defaultBus) {
            await schedules.follow(name);
        }
    };
    const setState = (operation: string, state: RuleState) => async (input: EnableRuleRequest, call: Call) => {
        const rule = identifyRule(arns, "name", input.Name, input.EventBusName);
        call.authorize(`events:${operation}`, rule.arn);
        return catalog.change(async () => {
            await catalog.saveRule({ ...catalog.rule(rule.bus, rule.name).record, state });
            await followSchedule(rule);
            return {};
        });
    };
    return {
        /** "If you omit arguments in PutRule, the old values for those arguments are not kept"; targets are. */
        async PutRule(input: PutRuleRequest, call) {
            check(input.State, "state", { values: states });
            check(input.Description, "description", { maxLength: 512 });
            const rule = identifyRule(arns, "name", input.Name, input.EventBusName);
            call.authorize("events:PutRule", rule.arn);
            checkSelection(input, rule.bus);
            return catalog.change(async () => {
                await catalog.saveRule({
                    ...rule,
                    eventPattern: input.EventPattern || undefined,
                    scheduleExpression: input.ScheduleExpression || undefined,
                    state: input.State ?? "ENABLED",
                    description: input.Description,
                    roleArn: input.RoleArn,
                    targets: catalog.bus(rule.bus).rules.get(rule.name)?.record.targets ?? [],
                });
                await followSchedule(rule);
                return { RuleArn: rule.arn };
            });
        },

        async DescribeRule(input: DescribeRuleRequest, call) {
            const { bus, name, arn } = identifyRule(arns, "name", input.Name, input.EventBusName);
            call.authorize("events:DescribeRule", arn);
            return { ...formatRule(catalog.rule(bus, name).record), CreatedBy: account.accountId };
        },

        async ListRules(input: ListRulesRequest, call) {
            call.authorize("events:ListRules", "*");
            const { rules } = catalog.bus(arns.busName(input.EventBusName));
            const { items, NextToken } = page(rules.values(), ({ record }) => record.name, input);
            return { Rules: items.map(({ record }) => formatRule(record)), NextToken };
        },

        /** Succeeds for a rule that does not exist, as AWS does. */
        async DeleteRule(input: DeleteRuleRequest, call) {
            const { bus, name, arn } = identifyRule(arns, "name", input.Name, input.EventBusName);
            call.authorize("events:DeleteRule", arn);
            return catalog.change(async () => {
                const rule = catalog.bus(bus).rules.get(name);
                if (rule !== undefined && rule.record.targets.length > 0) {
                    throw validationError("Rule can't be deleted since it has targets.");
                }
                if (rule !== undefined) {
                    await catalog.deleteRule(rule);
                    await followSchedule({ bus, name });
                }
                return {};
            });
        },

        EnableRule: setState("EnableRule", "ENABLED"),
        DisableRule: setState("DisableRule", "DISABLED"),
    };
}

/**
 * The rule that a request means.
 *
 * @param at the request's member that names it
 * @throws AwsError ValidationException
 */
export function identifyRule(arns: Arns, at: string, name: string | undefined, busNameOrArn: string | undefined) {
    check(name, at, { required: true, maxLength: 64, pattern: namePattern });
    const bus = arns.busName(busNameOrArn);
    return { bus, name: name as string, arn: arns.rule(bus, name as string) };
}

function checkSelection({ Name, EventPattern, ScheduleExpression }: PutRuleRequest, bus: string): void {
    if (ScheduleExpression && bus !== defaultBus) {
        throw validationError("ScheduleExpression is supported only on the default event bus.");
    }
    if (!EventPattern && !ScheduleExpression) {
        throw validationError("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (EventPattern && EventPattern.length > maxPatternLength) {
        throw new AwsError(
            "LimitExceededException",
            `The requested resource exceeds the maximum number allowed: the event pattern of rule ${Name} has ` +
                `${EventPattern.length} characters, more than the quota of ${maxPatternLength}.`,
        );
    }
}

function formatRule(record: RuleRecord): object {
    return {
        Name: record.name,
        Arn: record.arn,
        EventBusName: record.bus,
        EventPattern: record.eventPattern,
        ScheduleExpression: record.scheduleExpression,
        State: record.state,
        Description: record.description,
        RoleArn: record.roleArn,
    };
}
