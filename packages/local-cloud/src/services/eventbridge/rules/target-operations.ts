import type {
    ListRuleNamesByTargetRequest,
    ListTargetsByRuleRequest,
    PutTargetsRequest,
    RemoveTargetsRequest,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { Call, MessageTarget, Operation } from "../../service";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, namePattern, validationError } from "../constraints";
import { page } from "../page";
import { checkTargets } from "./target-constraints";

interface TargetOperationsDeps {
    arns: Arns;
    catalog: Catalog;
    target: (arn: string) => MessageTarget | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: 5 targets for each rule. */
const maxTargets = 5;

/** The operations on rules' targets. */
export function targetOperations(deps: TargetOperationsDeps): Record<string, Operation> {
    return {
        PutTargets: (input: PutTargetsRequest, call) => putTargets(deps, input, call),
        RemoveTargets: (input: RemoveTargetsRequest, call) => removeTargets(deps, input, call),
        ListTargetsByRule: (input: ListTargetsByRuleRequest, call) => listTargets(deps, input, call),
        ListRuleNamesByTarget: (input: ListRuleNamesByTargetRequest, call) => listRuleNames(deps, input, call),
    };
}

/** Adds targets, or replaces those with the same ids where they stand. */
async function putTargets(deps: TargetOperationsDeps, input: PutTargetsRequest, call: Call) {
    const { arns, catalog } = deps;
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:PutTargets", arn);
    const added = checkTargets(input.Targets);
    added.forEach(({ Arn }) => checkArnHasService(deps, Arn ?? ""));
    return catalog.change(async () => {
        const { record } = catalog.rule(bus, name);
        const targets = [...new Map([...record.targets, ...added].map((target) => [target.Id, target])).values()];
        if (targets.length > maxTargets) {
            throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        }
        await catalog.saveRule({ ...record, targets });
        return { FailedEntryCount: 0, FailedEntries: [] };
    });
}

/** Targets of other kinds are refused by name: their events would go nowhere. */
function checkArnHasService({ target }: TargetOperationsDeps, arn: string): void {
    if (target(arn) === undefined) {
        throw validationError(
            `Parameter Arn is not valid. Reason: the local cloud delivers events to functions, queues and event ` +
                `buses, and not to ${arn}.`,
        );
    }
}

async function removeTargets({ arns, catalog }: TargetOperationsDeps, input: RemoveTargetsRequest, call: Call) {
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:RemoveTargets", arn);
    const ids = input.Ids ?? [];
    return catalog.change(async () => {
        const { record } = catalog.rule(bus, name);
        const targets = record.targets.filter(({ Id = "" }) => !ids.includes(Id));
        await catalog.saveRule({ ...record, targets });
        const FailedEntries = ids
            .filter((id) => record.targets.every(({ Id }) => Id !== id))
            .map((id) => ({
                TargetId: id,
                ErrorCode: "ResourceNotFoundException",
                ErrorMessage: `Rule '${name}' does not have a target with the Id '${id}'.`,
            }));
        return { FailedEntryCount: FailedEntries.length, FailedEntries };
    });
}

async function listTargets({ arns, catalog }: TargetOperationsDeps, input: ListTargetsByRuleRequest, call: Call) {
    const { bus, name, arn } = identifyRule(arns, input);
    call.authorize("events:ListTargetsByRule", arn);
    const { targets } = catalog.rule(bus, name).record;
    // In PutTargets' order, which a rule's few places tell by one digit.
    const { items, NextToken } = page(targets.entries(), ([place]) => String(place), input);
    return { Targets: items.map(([, target]) => target), NextToken };
}

async function listRuleNames({ arns, catalog }: TargetOperationsDeps, input: ListRuleNamesByTargetRequest, call: Call) {
    call.authorize("events:ListRuleNamesByTarget", "*");
    check(input.TargetArn, "targetArn", { required: true, maxLength: 1600 });
    const names = [...catalog.bus(arns.busName(input.EventBusName)).rules.values()]
        .filter(({ record }) => record.targets.some(({ Arn }) => Arn === input.TargetArn))
        .map(({ record }) => record.name);
    const { items, NextToken } = page(names, (name) => name, input);
    return { RuleNames: items, NextToken };
}

function identifyRule(
    arns: Arns,
    { Rule, EventBusName }: { Rule?: string | undefined; EventBusName?: string | undefined },
) {
    check(Rule, "rule", { required: true, maxLength: 64, pattern: namePattern });
    const bus = arns.busName(EventBusName);
    const name = Rule ?? "";
    return { bus, name, arn: arns.rule(bus, name) };
}
