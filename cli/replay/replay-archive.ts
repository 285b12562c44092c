import {
    CancelReplayCommand,
    DescribeArchiveCommand,
    DescribeReplayCommand,
    type EventBridgeClient,
    ListRuleNamesByTargetCommand,
    StartReplayCommand,
} from "@aws-sdk/client-eventbridge";

import { replayRuleSuffix } from "../../infra/selectors/replay-pattern";

/** The archive of a stack's events. */
export interface Archive {
    arn: string;
    busArn: string;
    /** 0: it keeps them for ever. */
    retentionDays: number;
    /** About how many events it has; AWS counts within a day. */
    events: number;
}

/** What is to be replayed. */
export interface ReplayRequest {
    /** Names it, among the account's replays of 90 days. */
    name: string;
    /** In milliseconds since the epoch, of the events' own time. */
    from: number;
    to: number;
    /** The rules that get the events; without any, every rule. */
    ruleArns: readonly string[];
}

/** How a replay stands. */
export interface ReplayStatus {
    state: "STARTING" | "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
    /** Why it failed. */
    reason: string | undefined;
    /** The time of the last event that was replayed, in milliseconds since the epoch. */
    reached: number | undefined;
}

/** How long an event may take to get into AWS's archive; a replay leaves out what gets there later. */
const archiveSettleMs = 600_000;

/** How long it is, in milliseconds, until the archive has every event created until `to`, or until now. */
export function computeSettleMs(to: number, now: number): number {
    return Math.max(0, Math.min(to, now) + archiveSettleMs - now);
}

export async function describeArchive(events: EventBridgeClient, ArchiveName: string): Promise<Archive> {
    const archive = await events.send(new DescribeArchiveCommand({ ArchiveName }));
    return {
        // Of the form arn:aws:events:REGION:ACCOUNT:archive/NAME
        arn: archive.ArchiveArn ?? "",
        busArn: archive.EventSourceArn ?? "",
        retentionDays: archive.RetentionDays ?? 0,
        events: Number(archive.EventCount ?? 0),
    };
}

/** The ARNs of the program's rules on the bus that call a function. A subscription with many event types has several. */
export async function findRules(
    events: EventBridgeClient,
    busArn: string,
    functionName: string,
): Promise<readonly string[]> {
    // arn:aws:events:REGION:ACCOUNT:event-bus/NAME
    const [, partition, , region, account] = busArn.split(":");
    const EventBusName = busArn.slice(busArn.indexOf("/") + 1);
    const TargetArn = `arn:${partition}:lambda:${region}:${account}:function:${functionName}`;
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
        const page = await events.send(new ListRuleNamesByTargetCommand({ TargetArn, EventBusName, NextToken }));
        names.push(...(page.RuleNames ?? []));
        NextToken = page.NextToken;
    } while (NextToken !== undefined);
    const own = names.filter((name) => !names.some((other) => name === `${other}${replayRuleSuffix}`));
    return own.map((name) => `arn:${partition}:events:${region}:${account}:rule/${EventBusName}/${name}`);
}

export async function startReplay(
    events: EventBridgeClient,
    archive: Archive,
    { name, from, to, ruleArns }: ReplayRequest,
): Promise<void> {
    await events.send(
        new StartReplayCommand({
            ReplayName: name,
            EventSourceArn: archive.arn,
            EventStartTime: new Date(from),
            EventEndTime: new Date(to),
            Destination: { Arn: archive.busArn, ...(ruleArns.length > 0 && { FilterArns: [...ruleArns] }) },
        }),
    );
}

export async function describeReplay(events: EventBridgeClient, ReplayName: string): Promise<ReplayStatus> {
    const answer = await events.send(new DescribeReplayCommand({ ReplayName }));
    return {
        state: answer.State ?? "STARTING",
        reason: answer.StateReason,
        reached: answer.EventLastReplayedTime?.getTime(),
    };
}

/** What was replayed so far stays replayed. */
export async function cancelReplay(events: EventBridgeClient, ReplayName: string): Promise<void> {
    await events.send(new CancelReplayCommand({ ReplayName }));
}

export interface FollowReplayOptions {
    /** Waits before it looks again. */
    wait: () => Promise<void>;
    onProgress?: (status: ReplayStatus) => void;
    /** Cancels the replay; it is followed on, until it has ended. */
    signal?: AbortSignal;
}

/** Follows a replay until it has ended. */
export async function followReplay(
    events: EventBridgeClient,
    name: string,
    { wait, onProgress, signal }: FollowReplayOptions,
): Promise<ReplayStatus> {
    let isCancelled = false;
    for (;;) {
        const status = await describeReplay(events, name);
        onProgress?.(status);
        if (status.state === "COMPLETED" || status.state === "CANCELLED" || status.state === "FAILED") {
            return status;
        }
        if (signal?.aborted === true && !isCancelled) {
            isCancelled = true;
            await cancelReplay(events, name).catch(ignoreEnded);
        }
        await wait();
    }
}

/** It may have ended in the same moment. */
function ignoreEnded(error: Error): void {
    if (error.name !== "IllegalStatusException") {
        throw error;
    }
}
