import { eventSource, partnerSourcePrefix } from "../../handlers/bus-entry";
import { dropCovered } from "./selector";

/** Characters that a rule's pattern may have (quota "Event pattern size", Amazon EventBridge quotas). */
export const maxPatternLength = 2048;

/** What a pattern has under `detail-type`: an event type, or how those of a group begin. */
export type TypeMatcher = string | { prefix: string };

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
    let matchers: TypeMatcher[] = [];
    for (const type of dropCovered(types)) {
        const matcher = toMatcher(type);
        if (matchers.length > 0 && pattern([...matchers, matcher]).length > maxPatternLength) {
            patterns.push(pattern(matchers));
            matchers = [];
        }
        matchers.push(matcher);
    }
    return [...patterns, pattern(matchers)];
}

/** @param selector not `*`, which is a pattern without `detail-type` */
export function toMatcher(selector: string): TypeMatcher {
    return selector.endsWith(".*") ? { prefix: selector.slice(0, -1) } : selector;
}

function pattern(detailTypes: readonly TypeMatcher[] | undefined): string {
    return JSON.stringify({
        source: [eventSource, { prefix: partnerSourcePrefix }],
        ...(detailTypes === undefined ? {} : { "detail-type": detailTypes }),
    });
}
