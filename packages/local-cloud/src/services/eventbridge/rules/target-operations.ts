import type {
    ListRuleNamesByTargetRequest,
    ListTargetsByRuleRequest,
    PutTargetsRequest,
    RemoveTargetsRequest,
} from "@aws-sdk/client-eventbridge";

import { AwsError } from "../../../aws-error";
import type { MessageTarget, Operation } from "../../service";
import type { Arns } from "../arns";
import type { Catalog } from "../catalog";
import { check, validationError } from "../constraints";
import { page } from "../page";
import { identifyRule } from "./rule-operations";
import { checkTargets } from "./target-constraints";

interface TargetOperationsDeps {
    arns: Arns;
    catalog: Catalog;
    target: (arn: string) => MessageTarget | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html: 5 targets for each rule. */
const maxTargets = 5;

/** The operations on rules' targets. */
export function targetOperations({ arns, catalog, target: find }: TargetOperationsDeps): Record<string, Operation> {
    return {
        /** Adds targets, or replaces those with the same ids where they stand. */
        async PutTargets(input: PutTargetsRequest, call) {
            const { bus, name, arn } = identifyRule(arns, "rule", input.Rule, input.EventBusName);
            call.authorize("events:PutTargets", arn);
            const added = checkTargets(input.Targets);
            // Targets of other kinds are refused by name: their events would go nowhere.
            const elsewhere = added.find(({ Arn = "" }) => find(Arn) === undefined);
            if (elsewhere !== undefined) {
                throw validationError(
                    `Parameter Arn is not valid. Reason: the local cloud delivers events to functions, queues and event ` +
                        `buses, and not to ${elsewhere.Arn}.`,
                );
            }
            return catalog.change(async () => {
                const { record } = catalog.rule(bus, name);
                const byId = new Map([...record.targets, ...added].map((target) => [target.Id, target]));
                if (byId.size > maxTargets) {
                    throw new AwsError(
                        "LimitExceededException",
                        "The requested resource exceeds the maximum number allowed.",
                    );
                }
                await catalog.saveRule({ ...record, targets: [...byId.values()] });
                return { FailedEntryCount: 0, FailedEntries: [] };
            });
        },

        async RemoveTargets(input: RemoveTargetsRequest, call) {
            const { bus, name, arn } = identifyRule(arns, "rule", input.Rule, input.EventBusName);
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
        },

        async ListTargetsByRule(input: ListTargetsByRuleRequest, call) {
            const { bus, name, arn } = identifyRule(arns, "rule", input.Rule, input.EventBusName);
            call.authorize("events:ListTargetsByRule", arn);
            const { targets } = catalog.rule(bus, name).record;
            // In PutTargets' order, which a rule's few places tell by one digit.
            const { items, NextToken } = page(targets.entries(), ([place]) => String(place), input);
            return { Targets: items.map(([, target]) => target), NextToken };
        },

        async ListRuleNamesByTarget(input: ListRuleNamesByTargetRequest, call) {
            call.authorize("events:ListRuleNamesByTarget", "*");
            check(input.TargetArn, "targetArn", { required: true, maxLength: 1600 });
            const names = [...catalog.bus(arns.busName(input.EventBusName)).rules.values()]
                .filter(({ record }) => record.targets.some(({ Arn }) => Arn === input.TargetArn))
                .map(({ record }) => record.name);
            const { items, NextToken } = page(names, (name) => name, input);
            return { RuleNames: items, NextToken };
        },
    };
}
