import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CommandError, type Terminal } from "local-cloud/command";
import { setTimeout as wait } from "node:timers/promises";

import { toAwsFailure } from "../aws-failure";
import { chooseName } from "../choose-function";
import { findDeployment, type StackOutputs } from "../deployment";
import { formatUtcTime } from "../format-time";
import type { ReplayOptions } from "./options";
import {
    type Archive,
    computeSettleMs,
    describeArchive,
    findRules,
    followReplay,
    type ReplayRequest,
    startReplay,
} from "./replay-archive";

/**
 * Does what `npm run replay` was asked to.
 *
 * @throws CommandError when it did not come to its end, or could not begin
 */
export async function runReplay(options: ReplayOptions, terminal: Terminal): Promise<void> {
    const { outputs, aws } = await findDeployment(options);
    const events = new EventBridgeClient(aws);
    const interrupted = new AbortController();
    const onInterrupt = () => interrupted.abort();
    process.once("SIGINT", onInterrupt);
    try {
        const archive = await describeArchive(events, outputs.archiveName);
        const request = await makeRequest(events, archive, outputs, options);
        const { retentionDays } = archive;
        if (retentionDays > 0 && request.from < Date.now() - retentionDays * 86_400_000) {
            terminal.warning(`the archive keeps events for ${retentionDays} days: older ones are gone`);
        }
        showRequest(terminal, request, options);
        if (options.dryRun === true) {
            terminal.result({ ...toJson(request), archivedEvents: archive.events });
            terminal.line(`the archive has about ${archive.events} events in all`);
            return;
        }
        // The local cloud archives an event before it says that it has it.
        await letSettle(request, aws.endpoint === undefined, options, terminal, interrupted.signal);
        await startReplay(events, archive, request);
        if (!options.wait) {
            terminal.result(toJson(request));
            terminal.line(`started: aws events describe-replay --replay-name ${request.name} shows how far it is`);
            return;
        }
        await follow(events, request, aws.endpoint === undefined ? 5000 : 100, terminal, interrupted.signal);
    } catch (error) {
        throw interrupted.signal.aborted && isAbort(error)
            ? new CommandError("stopped before the replay began: nothing was replayed")
            : toAwsFailure(error);
    } finally {
        process.off("SIGINT", onInterrupt);
        events.destroy();
    }
}

async function makeRequest(
    events: EventBridgeClient,
    archive: Archive,
    { functions }: StackOutputs,
    { from, to, only, name }: ReplayOptions,
): Promise<ReplayRequest> {
    const subscriptions = Object.keys(functions).filter((one) => functions[one]?.role === "subscription");
    const chosen = (only ?? []).map((one) => chooseName(one, subscriptions));
    const rules = await Promise.all(
        chosen.map(async (one) => {
            const found = await findRules(events, archive.busArn, functions[one]?.functionName ?? "");
            if (found.length === 0) {
                throw new CommandError(`no rule on the bus calls ${one}: is the stack deployed as its program is?`);
            }
            return found;
        }),
    );
    const now = Date.now();
    const window = { from: from * 1000, to: to === undefined ? now : to * 1000 };
    if (window.from >= window.to) {
        throw new CommandError("--from is not before --to: nothing lies between");
    }
    const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
    return { name: name ?? `replay-${stamp}`, ...window, ruleArns: rules.flat() };
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

async function follow(
    events: EventBridgeClient,
    request: ReplayRequest,
    pauseMs: number,
    terminal: Terminal,
    signal: AbortSignal,
): Promise<void> {
    const { name, from, to } = request;
    const progress = terminal.progress(100);
    const reachedPart = (reached = from) => Math.round(((reached - from) / (to - from)) * 100);
    const { state, reason, reached } = await followReplay(events, name, {
        signal,
        wait: () => wait(pauseMs),
        onProgress: (status) => progress.update(reachedPart(status.reached)),
    }).finally(() => progress.end());
    terminal.result({ ...toJson(request), state, reason, reached: reached && new Date(reached).toISOString() });
    const upTo =
        reached === undefined ? "no event was replayed" : `events up to ${formatUtcTime(reached)} UTC were replayed`;
    if (state === "COMPLETED") {
        terminal.line(`done: ${upTo}`);
        return;
    }
    throw new CommandError(state === "CANCELLED" ? `cancelled: ${upTo}` : `the replay failed: ${reason}; ${upTo}`);
}

function showRequest(terminal: Terminal, { name, from, to }: ReplayRequest, { only, dryRun }: ReplayOptions): void {
    terminal.flow(
        `${dryRun === true ? "would replay" : "replays"} the events created from ${formatUtcTime(from)} UTC to ${formatUtcTime(to)} UTC ` +
            `to ${only === undefined ? "every subscription that selects them" : only.join(", ")}, as ${name}`,
        "  ",
    );
}

function toJson({ name, from, to, ruleArns }: ReplayRequest): object {
    return { name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ruleArns };
}

function isAbort(error: unknown): boolean {
    return error instanceof Error && error.name === "AbortError";
}
