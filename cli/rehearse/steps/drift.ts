import {
    DeleteRuleCommand,
    EventBridgeClient,
    ListRulesCommand,
    ListTargetsByRuleCommand,
    RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";

import { type Change, counted, groupChanges, listed } from "../changes";
import type { Rehearsal, Step } from "../rehearsal";
import { sendEvent } from "../send-event";
import { StepFailure, succeeded } from "../step-failure";
import { expectSettled } from "./first-deployment";

/** What somebody did behind the program's back is found, and mended. */
export const drift: Step = {
    name: "drift, found",
    async run(rehearsal) {
        await deleteRule(rehearsal);
        await widenPolicy(rehearsal);
        const result = succeeded(
            await rehearsal.environment.run("refresh"),
            "the engine cannot look at what is deployed",
        );
        const found = groupChanges(result.steps);
        const expected: readonly (readonly [Change["kind"], string])[] = [
            ["delete", "aws:cloudwatch/eventRule:EventRule"],
            ["delete", "aws:cloudwatch/eventTarget:EventTarget"],
            ["update", "aws:iam/rolePolicy:RolePolicy"],
        ];
        const asExpected =
            found.length === expected.length &&
            expected.every(([kind, type]) => found.some((change) => change.kind === kind && change.type === type));
        if (!asExpected) {
            throw new StepFailure(
                `a rule with its target was deleted and a policy widened, but refresh finds ${counted(found)}: ${listed(found)}`,
            );
        }
        return `${counted(found)}: ${listed(found)}`;
    },
};

export const mended: Step = {
    name: "drift, mended",
    async run(rehearsal) {
        const result = succeeded(await rehearsal.environment.run("up"), "the program does not mend what was changed");
        rehearsal.deployed(result);
        const changes = groupChanges(result.steps);
        if ((await policies(rehearsal)).some(({ document }) => document === wide)) {
            throw new StepFailure("the policy that was widened still allows everything");
        }
        await expectSettled(rehearsal);
        await sendEvent(rehearsal);
        return counted(changes);
    },
};

/** As a person would with the AWS CLI: the rule that takes every event, with its targets. */
async function deleteRule({ deployment }: Rehearsal): Promise<void> {
    const client = new EventBridgeClient(deployment.aws);
    try {
        const { busName: EventBusName } = deployment.outputs;
        const { Rules = [] } = await client.send(new ListRulesCommand({ EventBusName }));
        // The archive has a rule of its own, which only EventBridge may touch.
        const rule = Rules.find(({ ManagedBy }) => ManagedBy === undefined);
        if (rule === undefined) {
            throw new StepFailure(`the bus ${EventBusName} has no rule`);
        }
        const Rule = rule.Name;
        const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ EventBusName, Rule }));
        await client.send(new RemoveTargetsCommand({ EventBusName, Rule, Ids: Targets.map(({ Id }) => Id ?? "") }));
        await client.send(new DeleteRuleCommand({ EventBusName, Name: Rule }));
    } finally {
        client.destroy();
    }
}

/** Allows everything on everything. */
const wide = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

/** The local cloud has IAM's rules, not its API: the policy is set where the API would set it. */
async function widenPolicy(rehearsal: Rehearsal): Promise<void> {
    const [policy] = await policies(rehearsal);
    if (policy === undefined) {
        throw new StepFailure("no role has a policy");
    }
    await rehearsal.environment.cloud.iam.putRolePolicy(policy.role, policy.name, wide);
}

async function policies({ environment }: Rehearsal): Promise<{ role: string; name: string; document: string }[]> {
    return environment.cloud.iam
        .allRoles()
        .flatMap(({ name: role, inlinePolicies }) =>
            Object.entries(inlinePolicies).map(([name, document]) => ({ role, name, document })),
        );
}
