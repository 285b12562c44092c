import type {
    ListRuleNamesByTargetRequest,
    ListTargetsByRuleRequest,
    PutTargetsRequest,
    RemoveTargetsRequest,
    Target,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../aws-error";
import type { Call, Operation } from "../service";
import type { Arns } from "./arns";
import type { Catalog } from "./catalog";
import { check, namePattern } from "./constraints";
import { page } from "./page";
import { checkTargets } from "./target-constraints";

interface TargetOperationsDeps {
    arns: Arns;
    catalog: Catalog;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: 5 targets for each rule. */
const mostTargets = 5;

/** The operations on rules' targets. */
export function targetOperations(deps: TargetOperationsDeps): Record<string, Operation> {
    return {
        PutTargets: (input: PutTargetsRequest, call) => putTargets(deps, input, call),
        RemoveTargets: (input: RemoveTargetsRequest, call) => removeTargets(deps, input, call),
        ListTargetsByRule: (input: ListTargetsByRuleRequest, call) => listTargets(deps, input, call),
        ListRuleNamesByTarget: (input: ListRuleNamesByTargetRequest, call) => listRuleNames(deps, input, call),
    };
}

/** Adds targets, or replaces those with the same ids. */
async function putTargets({ arns, catalog }: TargetOperationsDeps, input: PutTargetsRequest, call: Call) {
    const { bus, name, arn } = identified(arns, input);
    call.authorize("events:PutTargets", arn);
    const added = checkTargets(input.Targets);
    return catalog.change(async () => {
        const { record } = catalog.rule(bus, name);
        const targets = { ...record.targets, ...byId(added) };
        if (Object.keys(targets).length > mostTargets) {
            throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        }
        await catalog.saveRule({ ...record, targets });
        return { FailedEntryCount: 0, FailedEntries: [] };
    });
}

function byId(targets: readonly Target[]): Record<string, Target> {
    return Object.fromEntries(targets.map((target): [string, Target] => [target.Id ?? "", target]));
}

async function removeTargets({ arns, catalog }: TargetOperationsDeps, input: RemoveTargetsRequest, call: Call) {
    const { bus, name, arn } = identified(arns, input);
    call.authorize("events:RemoveTargets", arn);
    const ids = input.Ids ?? [];
    return catalog.change(async () => {
        const { record } = catalog.rule(bus, name);
        const left = Object.entries(record.targets).filter(([id]) => !ids.includes(id));
        await catalog.saveRule({ ...record, targets: Object.fromEntries(left) });
        const FailedEntries = ids
            .filter((id) => record.targets[id] === undefined)
            .map((id) => ({
                TargetId: id,
                ErrorCode: "ResourceNotFoundException",
                ErrorMessage: `Rule '${name}' does not have a target with the Id '${id}'.`,
            }));
        return { FailedEntryCount: FailedEntries.length, FailedEntries };
    });
}

async function listTargets({ arns, catalog }: TargetOperationsDeps, input: ListTargetsByRuleRequest, call: Call) {
    const { bus, name, arn } = identified(arns, input);
    call.authorize("events:ListTargetsByRule", arn);
    const targets = Object.values(catalog.rule(bus, name).record.targets);
    const { items, NextToken } = page(targets, ({ Id }) => Id ?? "", input);
    return { Targets: items, NextToken };
}

async function listRuleNames({ arns, catalog }: TargetOperationsDeps, input: ListRuleNamesByTargetRequest, call: Call) {
    call.authorize("events:ListRuleNamesByTarget", "*");
    check(input.TargetArn, "targetArn", { required: true, maxLength: 1600 });
    const names = [...catalog.bus(arns.busName(input.EventBusName)).rules.values()]
        .filter(({ record }) => Object.values(record.targets).some(({ Arn }) => Arn === input.TargetArn))
        .map(({ record }) => record.name);
    const { items, NextToken } = page(names, (name) => name, input);
    return { RuleNames: items, NextToken };
}

function identified(
    arns: Arns,
    { Rule, EventBusName }: { Rule?: string | undefined; EventBusName?: string | undefined },
) {
    check(Rule, "rule", { required: true, maxLength: 64, pattern: namePattern });
    const bus = arns.busName(EventBusName);
    const name = Rule ?? "";
    return { bus, name, arn: arns.rule(bus, name) };
}
