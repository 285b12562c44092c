import { compileJsonPath } from "./json-path";
import { fillTemplate } from "./input-template";
import type { PendingDelivery } from "../records";

/** What the target gets: the event, or what its Input, InputPath or InputTransformer makes of it. */
export function buildTargetInput({ target, event, rule, ruleArn, acceptedAt }: PendingDelivery): string {
    if (target.Input !== undefined) {
        return target.Input;
    }
    if (target.InputPath !== undefined && target.InputPath !== "$") {
        return JSON.stringify(compileJsonPath(target.InputPath)?.(JSON.parse(event)) ?? null);
    }
    if (target.InputTransformer !== undefined) {
        return fillTemplate(target.InputTransformer, event, { ruleArn, ruleName: rule, ingestionTime: acceptedAt });
    }
    return event;
}
