import {
    type EventBridgeClient,
    ListTargetsByRuleCommand,
    type Rule,
    TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";

import type { StackOutputs } from "../deployment";
import { listProgramRules } from "../list-rules";
import type { MatchedRule } from "./story";

export interface RulesDeps {
    outputs: Pick<StackOutputs, "busName" | "functions">;
    bus: Pick<EventBridgeClient, "send">;
}

/** What of an event a rule can look at without the event itself, which no log has. */
const envelopeMembers: ReadonlySet<string> = new Set(["source", "detail-type"]);

/** The program's rules that an event of a type matches, with what they hand it to. */
export async function matchRules({ outputs, bus }: RulesDeps, eventType: string): Promise<MatchedRule[]> {
    const rules = await listProgramRules(bus, outputs.busName);
    const matched = await Promise.all(rules.map((rule) => matchRule({ outputs, bus }, rule, eventType)));
    return matched.flat();
}

async function matchRule({ outputs, bus }: RulesDeps, rule: Rule, eventType: string): Promise<MatchedRule[]> {
    const { Name: name = "", EventPattern, State } = rule;
    const pattern = JSON.parse(EventPattern ?? "{}") as Record<string, unknown>;
    const known = Object.entries(pattern).filter(([member]) => envelopeMembers.has(member));
    // A pattern of no known member says nothing of the type: the event may match it.
    const isMatch = known.length === 0 || (await test(bus, Object.fromEntries(known), eventType));
    if (!isMatch) {
        return [];
    }
    const { Targets = [] } = await bus.send(
        new ListTargetsByRuleCommand({ EventBusName: outputs.busName, Rule: name }),
    );
    return [
        {
            name,
            isEnabled: State !== "DISABLED",
            isSure: known.length > 0 && known.length === Object.keys(pattern).length,
            targets: Targets.map(({ Arn = "" }) => nameTarget(outputs, Arn)),
        },
    ];
}

async function test(bus: RulesDeps["bus"], pattern: object, eventType: string): Promise<boolean> {
    const event = {
        id: "00000000-0000-0000-0000-000000000000",
        account: "000000000000",
        source: "stripe.com",
        time: "2026-01-01T00:00:00Z",
        region: "us-east-1",
        resources: [],
        "detail-type": eventType,
        detail: {},
    };
    const { Result = false } = await bus.send(
        new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }),
    );
    return Result;
}

function nameTarget({ functions }: Pick<StackOutputs, "functions">, arn: string): string {
    const functionName = arn.split(":function:")[1];
    const known = Object.entries(functions).find(([, one]) => one.functionName === functionName);
    return known?.[0] ?? arn;
}
