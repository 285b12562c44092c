import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CommandError, type Terminal } from "local-cloud/command";
import { setTimeout as wait } from "node:timers/promises";

import { toAwsFailure } from "../aws-failure";
import { findDeployment } from "../deployment";
import { formatTime } from "../format-time";
import { untilInterrupted } from "../until-interrupted";
import type { ReplayOptions } from "./options";
import { planReplay, type ReplayPlan, type ReplayWish } from "./plan-replay";
import {
    type Archive,
    computeSettleMs,
    describeArchive,
    followReplay,
    type ReplayRequest,
    type ReplayStatus,
    startReplay,
} from "./replay-archive";
import { replayByRules } from "./replay-by-rules";
import { findLeftRules, findPace, removeReplayRules } from "./replay-rules";

/**
 * Does what `npm run replay` was asked to.
 *
 * @throws CommandError when it did not come to its end, or could not begin
 */
export async function runReplay(options: ReplayOptions, terminal: Terminal): Promise<void> {
    const wish = toWish(options);
    const { outputs, aws } = await findDeployment(options);
    const events = new EventBridgeClient(aws);
    const lambda = new LambdaClient(aws);
    // The local cloud has an event in its archive before it says so.
    const isDeployed = aws.endpoint === undefined;
    const { settleMs, pauseMs } = findPace(aws);
    await untilInterrupted(async (signal) => {
        try {
            const archive = await describeArchive(events, outputs.archiveName);
            await removeLeft(events, outputs.busName, settleMs, options, terminal);
            const plan = await planReplay({ events, lambda }, archive, outputs, wish, settleMs);
            const { retentionDays } = archive;
            if (retentionDays > 0 && plan.from < Date.now() - retentionDays * 86_400_000) {
                terminal.warning(`the archive keeps events for ${retentionDays} days: older ones are gone`);
            }
            showPlan(terminal, plan, options);
            if (options.dryRun === true) {
                terminal.result({ ...toJson(plan, options), archivedEvents: archive.events });
                terminal.line(`the archive has about ${archive.events} events in all`);
                return;
            }
            await letSettle(plan, isDeployed, options, terminal, signal);
            if (!options.wait) {
                await startReplay(events, archive, plan);
                terminal.result(toJson(plan, options));
                terminal.line(`started: aws events describe-replay --replay-name ${plan.name} shows how far it is`);
                return;
            }
            const following = { signal, pauseMs, settleMs };
            const status = await showProgress(terminal, plan, (onProgress) =>
                plan.temporary === undefined
                    ? replayToRules(events, archive, plan, { ...following, onProgress })
                    : replayByRules(events, archive, plan, Object.values(plan.temporary).flat(), {
                          ...following,
                          onProgress,
                      }),
            );
            showEnd(terminal, plan, status, options);
        } catch (error) {
            throw signal.aborted && isAbort(error)
                ? new CommandError("stopped before the replay began: nothing was replayed")
                : toAwsFailure(error);
        } finally {
            events.destroy();
            lambda.destroy();
        }
    }, undefined);
}

/** Removes the rules that a command left which was killed. */
async function removeLeft(
    events: EventBridgeClient,
    busName: string,
    settleMs: number,
    { dryRun }: ReplayOptions,
    terminal: Terminal,
): Promise<void> {
    const left = await findLeftRules(events, busName, settleMs);
    if (left.length > 0 && dryRun !== true) {
        await removeReplayRules(events, busName, left);
        terminal.flow(`removed what an earlier replay left: ${left.join(", ")}`, "  ");
    }
}

/** @throws CommandError where types would leave their rules behind */
function toWish({ from, to, only, types, name, wait: isFollowed }: ReplayOptions): ReplayWish {
    if (types !== undefined && !isFollowed) {
        throw new CommandError("--types makes rules that are removed when the replay ends: leave out --no-wait");
    }
    const now = Date.now();
    return {
        name: name ?? `replay-${new Date(now).toISOString().replace(/[-:.]/g, "")}`,
        from: from * 1000,
        to: to === undefined ? now : to * 1000,
        ...(only && { only }),
        ...(types && { types }),
    };
}

/** Waits until what was to be archived is, on AWS; with --no-wait, warns. */
async function letSettle(
    { to }: ReplayRequest,
    isDeployed: boolean,
    options: ReplayOptions,
    terminal: Terminal,
    signal: AbortSignal,
): Promise<void> {
    const left = computeSettleMs(to, Date.now());
    if (!isDeployed || left === 0) {
        return;
    }
    const minutes = Math.ceil(left / 60_000);
    if (!options.wait) {
        terminal.warning(`events of the last ${minutes} minutes of the window may not be in the archive yet`);
        return;
    }
    terminal.line(`waits ${minutes} min until every event of the window is in the archive (Ctrl-C stops it)`);
    await wait(left, undefined, { signal });
}

async function replayToRules(
    events: EventBridgeClient,
    archive: Archive,
    request: ReplayRequest,
    options: { signal: AbortSignal; pauseMs: number; onProgress: (status: ReplayStatus) => void },
): Promise<ReplayStatus> {
    await startReplay(events, archive, request);
    return followReplay(events, request.name, { ...options, wait: () => wait(options.pauseMs) });
}

async function showProgress(
    terminal: Terminal,
    { from, to }: ReplayRequest,
    replay: (onProgress: (status: ReplayStatus) => void) => Promise<ReplayStatus>,
): Promise<ReplayStatus> {
    const progress = terminal.progress(100);
    const computePart = (reached = from) => Math.round(((reached - from) / (to - from)) * 100);
    return replay(({ reached }) => progress.update(computePart(reached))).finally(() => progress.end());
}

function showEnd(
    terminal: Terminal,
    plan: ReplayPlan,
    { state, reason, reached }: ReplayStatus,
    options: ReplayOptions,
): void {
    terminal.result({ ...toJson(plan, options), state, reason, reached: reached && new Date(reached).toISOString() });
    const upTo = reached === undefined ? "no event was replayed" : `events up to ${formatTime(reached)} were replayed`;
    if (state === "COMPLETED") {
        terminal.line(`done: ${upTo}`);
        return;
    }
    throw new CommandError(state === "CANCELLED" ? `cancelled: ${upTo}` : `the replay failed: ${reason}; ${upTo}`);
}

function showPlan(terminal: Terminal, plan: ReplayPlan, { only, types, dryRun }: ReplayOptions): void {
    const { name, from, to, temporary } = plan;
    const whom = temporary === undefined ? only : Object.keys(temporary);
    terminal.flow(
        `${dryRun === true ? "would replay" : "replays"} the events ${types === undefined ? "" : `of ${types.join(", ")} `}` +
            `created from ${formatTime(from)} to ${formatTime(to)} ` +
            `to ${whom === undefined ? "every subscription that selects them" : whom.join(", ")}, as ${name}`,
        "  ",
    );
    if (temporary !== undefined && dryRun === true) {
        const rules = Object.values(temporary).flat();
        terminal.flow(`by ${rules.map((rule) => rule.name).join(", ")}, for as long as it runs`, "  ");
    }
}

function toJson({ name, from, to, ruleArns }: ReplayPlan, { types }: ReplayOptions): object {
    return { name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), types, ruleArns };
}

function isAbort(error: unknown): boolean {
    return error instanceof Error && error.name === "AbortError";
}
