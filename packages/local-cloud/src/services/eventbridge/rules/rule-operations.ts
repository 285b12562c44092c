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
export function ruleOperations(deps: RuleOperationsDeps): Record<string, Operation> {
    return {
        PutRule: (input: PutRuleRequest, call) => putRule(deps, input, call),
        DescribeRule: (input: DescribeRuleRequest, call) => describeRule(deps, input, call),
        ListRules: (input: ListRulesRequest, call) => listRules(deps, input, call),
        DeleteRule: (input: DeleteRuleRequest, call) => deleteRule(deps, input, call),
        EnableRule: (input: EnableRuleRequest, call) => setState(deps, "EnableRule", "ENABLED", input, call),
        DisableRule: (input: EnableRuleRequest, call) => setState(deps, "DisableRule", "DISABLED", input, call),
    };
}

/** "If you omit arguments in PutRule, the old values for those arguments are not kept"; targets are. */
async function putRule(deps: RuleOperationsDeps, input: PutRuleRequest, call: Call): Promise<object> {
    const { arns, catalog } = deps;
    check(input.State, "state", { values: states });
    check(input.Description, "description", { maxLength: 512 });
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:PutRule", arn);
    checkSelection(input, bus);
    return catalog.change(async () => {
        const before = catalog.bus(bus).rules.get(name)?.record;
        await catalog.saveRule({
            bus,
            name,
            arn,
            eventPattern: input.EventPattern || undefined,
            scheduleExpression: input.ScheduleExpression || undefined,
            state: input.State ?? "ENABLED",
            description: input.Description,
            roleArn: input.RoleArn,
            targets: before?.targets ?? [],
        });
        await followSchedule(deps, { bus, name });
        return { RuleArn: arn };
    });
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

/** Only the default bus has scheduled rules. */
async function followSchedule({ schedules }: RuleOperationsDeps, { bus, name }: { bus: string; name: string }) {
    if (bus === defaultBus) {
        await schedules.follow(name);
    }
}

async function describeRule({ account, arns, catalog }: RuleOperationsDeps, input: DescribeRuleRequest, call: Call) {
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:DescribeRule", arn);
    return { ...formatRule(catalog.rule(bus, name).record), CreatedBy: account.accountId };
}

async function listRules({ arns, catalog }: RuleOperationsDeps, input: ListRulesRequest, call: Call) {
    call.authorize("events:ListRules", "*");
    const { rules } = catalog.bus(arns.busName(input.EventBusName));
    const named = [...rules.values()].filter(({ record }) => record.name.startsWith(input.NamePrefix ?? ""));
    const { items, NextToken } = page(named, ({ record }) => record.name, input);
    return { Rules: items.map(({ record }) => formatRule(record)), NextToken };
}

/** Succeeds for a rule that does not exist, as AWS does. */
async function deleteRule(deps: RuleOperationsDeps, input: DeleteRuleRequest, call: Call) {
    const { arns, catalog } = deps;
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:DeleteRule", arn);
    return catalog.change(async () => {
        const rule = catalog.bus(bus).rules.get(name);
        if (rule !== undefined && rule.record.targets.length > 0) {
            throw validationError("Rule can't be deleted since it has targets.");
        }
        if (rule !== undefined) {
            await catalog.deleteRule(rule);
            await followSchedule(deps, { bus, name });
        }
        return {};
    });
}

async function setState(
    deps: RuleOperationsDeps,
    operation: string,
    state: RuleState,
    input: EnableRuleRequest,
    call: Call,
): Promise<object> {
    const { arns, catalog } = deps;
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize(`events:${operation}`, arn);
    return catalog.change(async () => {
        await catalog.saveRule({ ...catalog.rule(bus, name).record, state });
        await followSchedule(deps, { bus, name });
        return {};
    });
}

function identifyRule(
    arns: Arns,
    { Name, EventBusName }: { Name?: string | undefined; EventBusName?: string | undefined },
) {
    check(Name, "name", { required: true, maxLength: 64, pattern: namePattern });
    const bus = arns.busName(EventBusName);
    const name = Name ?? "";
    return { bus, name, arn: arns.rule(bus, name) };
}

function formatRule(record: RuleRecord): object {
    const { name, arn, bus, eventPattern, scheduleExpression, state, description, roleArn } = record;
    return {
        Name: name,
        Arn: arn,
        EventBusName: bus,
        EventPattern: eventPattern,
        ScheduleExpression: scheduleExpression,
        State: state,
        Description: description,
        RoleArn: roleArn,
    };
}
