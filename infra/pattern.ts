import { eventSource, partnerSourcePrefix } from "../handlers/bus-entry";

/** Characters that a rule's pattern may have (quota "Event pattern size", Amazon EventBridge quotas). */
const patternLimit = 2048;

/**
 * The event patterns that together select `types` from the receiver's events and from Stripe's partner source, each
 * within EventBridge's limit. No event matches two of them, so that none is delivered twice.
 *
 * @param types event types, groups such as `customer.*`, or `*` for all
 */
export function eventPatterns(types: readonly string[]): string[] {
    if (types.includes("*")) {
        return [pattern(undefined)];
    }
    const patterns: string[] = [];
    let matchers: unknown[] = [];
    for (const type of disjoint(types)) {
        const matcher = type.endsWith(".*") ? { prefix: type.slice(0, -1) } : type;
        if (matchers.length > 0 && pattern([...matchers, matcher]).length > patternLimit) {
            patterns.push(pattern(matchers));
            matchers = [];
        }
        matchers.push(matcher);
    }
    return [...patterns, pattern(matchers)];
}

/** Each type once, and none that a group in the list covers. */
function disjoint(types: readonly string[]): string[] {
    const groups = types.filter((type) => type.endsWith(".*")).map((type) => type.slice(0, -1));
    const covered = (type: string) => groups.some((group) => type !== `${group}*` && type.startsWith(group));
    return [...new Set(types)].filter((type) => !covered(type));
}

function pattern(detailTypes: readonly unknown[] | undefined): string {
    return JSON.stringify({
        source: [eventSource, { prefix: partnerSourcePrefix }],
        ...(detailTypes === undefined ? {} : { "detail-type": detailTypes }),
    });
}
