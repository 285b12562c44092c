import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { setTimeout as wait } from "node:timers/promises";

import { type Archive, followReplay, type ReplayRequest, type ReplayStatus, startReplay } from "./replay-archive";
import { putReplayRules, removeReplayRules, type ReplayRule } from "./replay-rules";

export interface ReplayByRulesOptions {
    /** How long rules are given to take effect, in milliseconds. */
    settleMs: number;
    /** How often it is looked how far the replay is, in milliseconds. */
    pauseMs: number;
    onProgress?: (status: ReplayStatus) => void;
    /** Cancels the replay; it is followed on, until it has ended. */
    signal?: AbortSignal;
}

/**
 * Replays to temporary rules, and removes them whatever happens.
 *
 * @throws AbortError when `signal` ends it before the replay has begun; the SDK's errors
 */
export async function replayByRules(
    events: EventBridgeClient,
    archive: Archive,
    request: Omit<ReplayRequest, "ruleArns">,
    rules: readonly ReplayRule[],
    { settleMs, pauseMs, onProgress, signal }: ReplayByRulesOptions,
): Promise<ReplayStatus> {
    const busName = archive.busArn.slice(archive.busArn.indexOf("/") + 1);
    const names = rules.map(({ name }) => name);
    try {
        await putReplayRules(events, busName, rules);
        await wait(settleMs, undefined, { signal });
        await startReplay(events, archive, { ...request, ruleArns: rules.map(({ arn }) => arn) });
        const status = await followReplay(events, request.name, { signal, wait: () => wait(pauseMs), onProgress });
        // What is still being delivered goes by the rules; AWS does not say what becomes of it without them.
        await wait(settleMs, undefined, { signal }).catch(() => undefined);
        return status;
    } finally {
        await removeReplayRules(events, busName, names);
    }
}
