import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CommandError, type Terminal } from "local-cloud/command";
import { setTimeout as wait } from "node:timers/promises";

import { findUnknownSelectors, stripeEventTypes } from "../../infra/selectors/selector";
import { toAwsFailure } from "../aws-failure";
import { chooseName } from "../choose-function";
import { findDeployment, type StackOutputs } from "../deployment";
import { didYouMean } from "../did-you-mean";
import { formatTime } from "../format-time";
import { untilInterrupted } from "../until-interrupted";
import type { ReplayOptions } from "./options";
import {
    type Archive,
    computeSettleMs,
    describeArchive,
    findRules,
    followReplay,
    type ReplayRequest,
    type ReplayStatus,
    startReplay,
} from "./replay-archive";
import { replayByRules } from "./replay-by-rules";
import { findLeftRules, planReplayRules, removeReplayRules, type ReplayRule, ruleSettleMs } from "./replay-rules";

/** What is to be replayed, and by which temporary rules of each subscription, where some types are. */
interface Plan extends ReplayRequest {
    temporary?: Record<string, ReplayRule[]>;
}

/**
 * Does what `npm run replay` was asked to.
 *
 * @throws CommandError when it did not come to its end, or could not begin
 */
export async function runReplay(options: ReplayOptions, terminal: Terminal): Promise<void> {
    refuseTypes(options);
    const { outputs, aws } = await findDeployment(options);
    const events = new EventBridgeClient(aws);
    // The local cloud has an event in its archive, and a rule in effect, before it says so.
    const isDeployed = aws.endpoint === undefined;
    const settleMs = isDeployed ? ruleSettleMs : 0;
    const pauseMs = isDeployed ? 5000 : 100;
    await untilInterrupted(async (signal) => {
        try {
            const archive = await describeArchive(events, outputs.archiveName);
            await removeLeft(events, outputs.busName, settleMs, options, terminal);
            const plan = await makePlan(events, archive, outputs, options, settleMs);
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
        }
    }, undefined);
}

/** @throws CommandError when no event is of a type, or the types cannot be replayed as it was asked */
function refuseTypes({ types = [], wait: isFollowed }: ReplayOptions): void {
    const [unknown] = findUnknownSelectors(types);
    if (unknown !== undefined) {
        const near = didYouMean(unknown, stripeEventTypes);
        const hint =
            near.length > 0 ? `did you mean ${near.join(" or ")}?` : "see https://docs.stripe.com/api/events/types";
        throw new CommandError(`no type of Stripe's events is "${unknown}": ${hint}`);
    }
    if (types.length > 0 && !isFollowed) {
        throw new CommandError("--types makes rules that are removed when the replay ends: leave out --no-wait");
    }
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

async function makePlan(
    events: EventBridgeClient,
    archive: Archive,
    { functions, busName }: StackOutputs,
    { from, to, only, types, name: givenName }: ReplayOptions,
    settleMs: number,
): Promise<Plan> {
    const now = Date.now();
    const window = { from: from * 1000, to: to === undefined ? now : to * 1000 };
    if (window.from >= window.to) {
        throw new CommandError("--from is not before --to: nothing lies between");
    }
    const name = givenName ?? `replay-${new Date(now).toISOString().replace(/[-:.]/g, "")}`;
    const subscriptions = Object.keys(functions).filter((one) => functions[one]?.role === "subscription");
    const chosen = (only ?? []).map((one) => chooseName(one, subscriptions));
    // Without --only, rules are named only where each gets one beside it: a replay without any goes to all.
    const asked = only === undefined && types !== undefined ? subscriptions : chosen;
    const found = await Promise.all(
        asked.map(async (one) => {
            const arns = await findRules(events, archive.busArn, functions[one]?.functionName ?? "");
            if (arns.length === 0) {
                throw new CommandError(`no rule on the bus calls ${one}: is the stack deployed as its program is?`);
            }
            return [one, arns] as const;
        }),
    );
    const ruleArns = Object.fromEntries(found);
    if (types === undefined) {
        return { name, ...window, ruleArns: Object.values(ruleArns).flat() };
    }
    const temporary = await planReplayRules(events, {
        name,
        busName,
        types,
        ruleArns,
        mayLeaveOut: only === undefined,
        settleMs,
    });
    const arns = Object.values(temporary).flatMap((rules) => rules.map(({ arn }) => arn));
    return { name, ...window, ruleArns: arns, temporary };
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
    plan: Plan,
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

function showPlan(terminal: Terminal, plan: Plan, { only, types, dryRun }: ReplayOptions): void {
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

function toJson({ name, from, to, ruleArns }: Plan, { types }: ReplayOptions): object {
    return { name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), types, ruleArns };
}

function isAbort(error: unknown): boolean {
    return error instanceof Error && error.name === "AbortError";
}
