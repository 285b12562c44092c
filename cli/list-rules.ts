import { type EventBridgeClient, ListRulesCommand, type Rule } from "@aws-sdk/client-eventbridge";

import { readReplayName } from "../infra/selectors/replay-pattern";

/** All rules of a bus. */
export async function listRules(events: Pick<EventBridgeClient, "send">, EventBusName: string): Promise<Rule[]> {
    const rules: Rule[] = [];
    let NextToken: string | undefined;
    do {
        const page = await events.send(new ListRulesCommand({ EventBusName, NextToken }));
        rules.push(...(page.Rules ?? []));
        ({ NextToken } = page);
    } while (NextToken !== undefined);
    return rules;
}

/** The rules of a bus that are the program's: not AWS's own, for the archive, nor those that a replay of some types has for a while. */
export async function listProgramRules(events: Pick<EventBridgeClient, "send">, busName: string): Promise<Rule[]> {
    const rules = await listRules(events, busName);
    return rules.filter(
        ({ ManagedBy, EventPattern = "{}" }) => ManagedBy === undefined && readReplayName(EventPattern) === undefined,
    );
}
