import {
    DeleteRuleCommand,
    type EventBridgeClient,
    ListTargetsByRuleCommand,
    PutRuleCommand,
    PutTargetsCommand,
    RemoveTargetsCommand,
    type Rule,
    type Target,
} from "@aws-sdk/client-eventbridge";
import { GetPolicyCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { CommandError } from "local-cloud/command";

import { maxPatternLength } from "../../infra/selectors/event-patterns";
import { intersectSelectors } from "../../infra/selectors/selector";
import { narrowToReplay, readReplayName, readSelectors, replayRuleSuffix } from "../../infra/selectors/replay-pattern";
import type { AwsSettings } from "../deployment";
import { listRules } from "../list-rules";
import { matchesWildcard } from "../matches-wildcard";
import { describeReplay, type ReplayStatus } from "./replay-archive";

/** The longest name of a rule. */
const maxRuleName = 64;

/**
 * How long a rule is given to take effect, in milliseconds. AWS only says "a short period of time"
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html).
 */
export const ruleSettleMs = 60_000;

/**
 * How long the rules of a replay are given to take effect, and how often it is looked how far the replay is, in milliseconds.
 * The local cloud has a rule in effect before it says so.
 */
export function findPace({ endpoint }: Pick<AwsSettings, "endpoint">): { settleMs: number; pauseMs: number } {
    return endpoint === undefined ? { settleMs: ruleSettleMs, pauseMs: 5000 } : { settleMs: 0, pauseMs: 100 };
}

/** A rule that gives one replay's events of some types to what a subscription's rule gives its own to. It is there for the replay alone. */
export interface ReplayRule {
    name: string;
    arn: string;
    pattern: string;
    targets: Target[];
}

export interface ReplayRulesRequest {
    /** The replay's. */
    name: string;
    busName: string;
    /** Event types, groups, or `*`. */
    types: readonly string[];
    /** By name: the ARNs of a subscription's rules, and Lambda's name of the function that they call. */
    subscriptions: Readonly<Record<string, { ruleArns: readonly string[]; functionName: string }>>;
    /** Whether subscriptions that take none of the types are left out, and not refused. */
    mayLeaveOut: boolean;
    /** How long rules are given to take effect, in milliseconds. */
    settleMs: number;
}

/** The AWS clients that a replay of some types is planned with. */
export interface ReplayClients {
    events: EventBridgeClient;
    lambda: Pick<LambdaClient, "send">;
}

/**
 * The temporary rules for a replay of some types, by subscription. Nothing is changed.
 *
 * @throws CommandError when nobody, or one of those who must, takes a type; another replay has such a rule; or a function would
 * not let it in
 */
export async function planReplayRules(
    { events, lambda }: ReplayClients,
    { name, busName, types, subscriptions, mayLeaveOut, settleMs }: ReplayRulesRequest,
): Promise<Record<string, ReplayRule[]>> {
    const rules = await listRules(events, busName);
    const plan: Record<string, ReplayRule[]> = {};
    const selected = Object.entries(subscriptions).map(([subscription, { ruleArns, functionName }]) => {
        const own = rules.filter(({ Arn = "" }) => ruleArns.includes(Arn));
        return { subscription, functionName, own, selectors: own.flatMap((rule) => readOwnSelectors(rule)) };
    });
    const untaken = types.filter((type) => !selected.some(({ selectors }) => takes(selectors, [type])));
    if (untaken.length > 0) {
        throw new CommandError(`${describeTaken(selected)}, and not ${untaken.join(", ")}`);
    }
    for (const one of selected) {
        if (!takes(one.selectors, types)) {
            if (!mayLeaveOut) {
                throw new CommandError(`${describeTaken([one])}, and none of ${types.join(", ")}`);
            }
            continue;
        }
        const { functionName } = one;
        const planned = one.own.map((rule) => planRule(events, rule, { name, busName, types, functionName }));
        plan[one.subscription] = (await Promise.all(planned)).flat();
        await refuseShutOut(lambda, one, plan[one.subscription] ?? []);
    }
    for (const planned of Object.values(plan).flat()) {
        await refuseTaken(
            events,
            rules.find(({ Name }) => Name === planned.name),
            settleMs,
        );
    }
    return plan;
}

async function planRule(
    events: EventBridgeClient,
    { Name = "", Arn = "", EventPattern = "{}" }: Rule,
    {
        name,
        busName,
        types,
        functionName,
    }: Pick<ReplayRulesRequest, "name" | "busName" | "types"> & { functionName: string },
): Promise<ReplayRule[]> {
    const pattern = narrowToReplay(EventPattern, types, name);
    if (pattern === undefined) {
        return [];
    }
    if (pattern.length > maxPatternLength) {
        throw new CommandError(
            `so many types are too long for the pattern of a rule like ${Name}: replay them in parts`,
        );
    }
    if (Name.length + replayRuleSuffix.length > maxRuleName) {
        throw new CommandError(
            `the rule ${Name} has too long a name for one beside it with "${replayRuleSuffix}": replay all types, or shorten ` +
                "the subscription's name",
        );
    }
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ EventBusName: busName, Rule: Name }));
    // Whatever else a person has added as a target may not let another rule in.
    const targets = Targets.filter((target) => target.Arn?.endsWith(`:function:${functionName}`));
    return [{ name: `${Name}${replayRuleSuffix}`, arn: `${Arn}${replayRuleSuffix}`, pattern, targets }];
}

/**
 * Refuses rules that a function does not let in, as the replay would go to nobody: not even the dead-letter queue takes what they
 * cannot deliver.
 */
async function refuseShutOut(
    lambda: Pick<LambdaClient, "send">,
    { subscription, functionName }: { subscription: string; functionName: string },
    rules: readonly ReplayRule[],
): Promise<void> {
    const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName: functionName }));
    const { Statement: statements = [] } = JSON.parse(Policy) as { Statement?: PolicyStatement[] };
    const sources = statements.flatMap(({ Condition }) => Condition?.ArnLike?.["AWS:SourceArn"] ?? []);
    if (!rules.every(({ arn }) => sources.some((pattern) => matchesWildcard(pattern, arn)))) {
        throw new CommandError(
            `${subscription} was deployed before it let in a replay of some types: deploy the program again, or replay all types`,
        );
    }
}

/** The part of a function's policy that is read: Lambda writes a permission's `SourceArn` so. */
interface PolicyStatement {
    Condition?: { ArnLike?: { "AWS:SourceArn"?: string } };
}

function readOwnSelectors({ Name, EventPattern = "{}" }: Rule): string[] {
    const selectors = readSelectors(EventPattern);
    if (selectors === undefined) {
        throw new CommandError(
            `the rule ${Name} has a pattern that is not the program's, and cannot be narrowed to types`,
        );
    }
    return selectors;
}

function takes(selectors: readonly string[], types: readonly string[]): boolean {
    return intersectSelectors(types, selectors).length > 0;
}

function describeTaken(some: readonly { subscription: string; selectors: readonly string[] }[]): string {
    return some.map(({ subscription, selectors }) => `${subscription} takes ${selectors.join(", ")}`).join("; ");
}

/** @throws CommandError when a rule is there already, of a replay that goes on or of somebody else */
async function refuseTaken(events: EventBridgeClient, rule: Rule | undefined, settleMs: number): Promise<void> {
    const replay = readReplayOf(rule);
    if (rule !== undefined && replay === undefined) {
        throw new CommandError(`there is a rule ${rule.Name} that no replay made: it would be overwritten`);
    }
    if (rule !== undefined && (await isInUse(events, rule, settleMs))) {
        throw new CommandError(
            `the replay ${replay} is under way by the rule ${rule.Name}: wait for its end, or cancel it: aws events ` +
                `cancel-replay --replay-name ${replay}`,
        );
    }
}

/** Makes the rules, each with its targets. */
export async function putReplayRules(
    events: EventBridgeClient,
    EventBusName: string,
    rules: readonly ReplayRule[],
): Promise<void> {
    for (const { name, pattern, targets } of rules) {
        await events.send(
            new PutRuleCommand({
                Name: name,
                EventBusName,
                EventPattern: pattern,
                Description: `${madeAt}${new Date().toISOString()}`,
            }),
        );
        const put = new PutTargetsCommand({ Rule: name, EventBusName, Targets: targets });
        const { FailedEntries: [failed] = [] } = await events.send(put);
        if (failed !== undefined) {
            throw new CommandError(`the rule ${name} did not get its target: ${failed.ErrorMessage}`);
        }
    }
}

/** How the description of such a rule begins, before the time when it was made. */
const madeAt = "Temporary, for a replay of some types; made by npm run replay at ";

/** Removes rules and their targets; those that are not there are no error. */
export async function removeReplayRules(
    events: EventBridgeClient,
    EventBusName: string,
    names: readonly string[],
): Promise<void> {
    for (const Rule of names) {
        try {
            const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule, EventBusName }));
            if (Targets.length > 0) {
                const Ids = Targets.flatMap(({ Id }) => Id ?? []);
                await events.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids }));
            }
            await events.send(new DeleteRuleCommand({ Name: Rule, EventBusName }));
        } catch (error) {
            if (!isNotFound(error)) {
                throw error;
            }
        }
    }
}

/**
 * The names of such rules whose replay is over, or never began: a command that was killed left them. They match nothing.
 *
 * @param settleMs how long commands wait before a replay that their rules are made for begins
 */
export async function findLeftRules(events: EventBridgeClient, busName: string, settleMs: number): Promise<string[]> {
    const left: string[] = [];
    for (const rule of await listRules(events, busName)) {
        if (readReplayOf(rule) !== undefined && !(await isInUse(events, rule, settleMs))) {
            left.push(rule.Name ?? "");
        }
    }
    return left;
}

/** Whether the replay that a rule was made for goes on, or is about to begin. */
async function isInUse(events: EventBridgeClient, rule: Rule, settleMs: number): Promise<boolean> {
    const status = await findReplay(events, readReplayOf(rule) ?? "");
    const age = Date.now() - Date.parse(rule.Description?.slice(madeAt.length) ?? "");
    return status === undefined ? age < 5 * settleMs : !["COMPLETED", "CANCELLED", "FAILED"].includes(status.state);
}

/** The replay that a rule was made for; undefined when it is any other rule. */
function readReplayOf(rule: Rule | undefined): string | undefined {
    const { Name = "", EventPattern = "{}", Description = "" } = rule ?? {};
    return Name.endsWith(replayRuleSuffix) && Description.startsWith(madeAt) ? readReplayName(EventPattern) : undefined;
}

async function findReplay(events: EventBridgeClient, name: string): Promise<ReplayStatus | undefined> {
    try {
        return await describeReplay(events, name);
    } catch (error) {
        if (isNotFound(error)) {
            return undefined;
        }
        throw error;
    }
}

function isNotFound(error: unknown): boolean {
    return error instanceof Error && error.name === "ResourceNotFoundException";
}
