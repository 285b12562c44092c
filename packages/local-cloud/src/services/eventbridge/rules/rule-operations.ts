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
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern, validationError } from "../constraints";
import { page } from "../page";
import type { RuleRecord } from "../records";

export interface RuleOperationsDeps {
    account: Account;
    arns: Arns;
    catalog: Catalog;
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
async function putRule({ arns, catalog }: RuleOperationsDeps, input: PutRuleRequest, call: Call): Promise<object> {
    check(input.State, "state", { values: states });
    check(input.Description, "description", { maxLength: 512 });
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:PutRule", arn);
    const eventPattern = checkPattern(input);
    return catalog.change(async () => {
        const before = catalog.bus(bus).rules.get(name)?.record;
        await catalog.saveRule({
            bus,
            name,
            arn,
            eventPattern,
            state: input.State ?? "ENABLED",
            description: input.Description,
            roleArn: input.RoleArn,
            targets: before?.targets ?? [],
        });
        return { RuleArn: arn };
    });
}

function checkPattern({ Name, EventPattern, ScheduleExpression }: PutRuleRequest): string {
    if (ScheduleExpression) {
        throw validationError(
            `Parameter ScheduleExpression is not valid. Reason: rule ${Name} has the schedule ${ScheduleExpression}, ` +
                "and the local cloud runs no scheduled rules.",
        );
    }
    if (!EventPattern) {
        throw validationError("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (EventPattern.length > maxPatternLength) {
        throw new AwsError(
            "LimitExceededException",
            `The requested resource exceeds the maximum number allowed: the event pattern of rule ${Name} has ` +
                `${EventPattern.length} characters, more than the quota of ${maxPatternLength}.`,
        );
    }
    return EventPattern;
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
async function deleteRule({ arns, catalog }: RuleOperationsDeps, input: DeleteRuleRequest, call: Call) {
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:DeleteRule", arn);
    return catalog.change(async () => {
        const rule = catalog.bus(bus).rules.get(name);
        if (rule !== undefined && rule.record.targets.length > 0) {
            throw validationError("Rule can't be deleted since it has targets.");
        }
        if (rule !== undefined) {
            await catalog.deleteRule(rule);
        }
        return {};
    });
}

async function setState(
    { arns, catalog }: RuleOperationsDeps,
    operation: string,
    state: RuleState,
    input: EnableRuleRequest,
    call: Call,
): Promise<object> {
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize(`events:${operation}`, arn);
    return catalog.change(async () => {
        await catalog.saveRule({ ...catalog.rule(bus, name).record, state });
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

function formatRule({ name, arn, bus, eventPattern, state, description, roleArn }: RuleRecord): object {
    return {
        Name: name,
        Arn: arn,
        EventBusName: bus,
        EventPattern: eventPattern,
        State: state,
        Description: description,
        RoleArn: roleArn,
    };
}
