import { toMatcher, type TypeMatcher } from "./event-patterns";
import { intersectSelectors } from "./selector";

/**
 * What is added to the name of a subscription's rule for the temporary one that gives some types of a replay's events to the same
 * function. Function and dead-letter queue let it in (infra/dead-letter-queue.ts).
 */
export const replayRuleSuffix = "-replay";

interface RulePattern {
    "detail-type"?: unknown;
    "replay-name"?: unknown;
}

/** The selectors that a subscription's rule was made of; undefined when its pattern is not one that the program makes. */
export function readSelectors(rulePattern: string): string[] | undefined {
    const { "detail-type": matchers } = JSON.parse(rulePattern) as RulePattern;
    if (matchers === undefined) {
        return ["*"];
    }
    return Array.isArray(matchers) && matchers.every(isTypeMatcher)
        ? matchers.map((matcher) => (typeof matcher === "string" ? matcher : `${matcher.prefix}*`))
        : undefined;
}

/**
 * A rule's own pattern, narrowed to some types and to one replay's events: EventBridge adds `replay-name` to these alone
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html), so that it matches no live event.
 *
 * @param types event types, groups, or `*`
 * @returns undefined when the rule takes none of `types`, or its pattern is not one that the program makes
 */
export function narrowToReplay(rulePattern: string, types: readonly string[], replayName: string): string | undefined {
    const selectors = intersectSelectors(types, readSelectors(rulePattern) ?? []);
    if (selectors.length === 0) {
        return undefined;
    }
    return JSON.stringify({
        ...(JSON.parse(rulePattern) as RulePattern),
        ...(!selectors.includes("*") && { "detail-type": selectors.map(toMatcher) }),
        "replay-name": [replayName],
    });
}

/** The replay whose events a pattern is for, where `narrowToReplay` made it. */
export function readReplayName(rulePattern: string): string | undefined {
    const { "replay-name": names } = JSON.parse(rulePattern) as RulePattern;
    const [name] = Array.isArray(names) && names.length === 1 ? (names as unknown[]) : [];
    return typeof name === "string" ? name : undefined;
}

/** A prefix that ends a part of the type, as `customer.*` makes. */
function isTypeMatcher(matcher: unknown): matcher is TypeMatcher {
    const { prefix } = (matcher ?? {}) as { prefix?: unknown };
    return typeof matcher === "string" || (typeof prefix === "string" && prefix.endsWith("."));
}
