import { CommandError } from "local-cloud/command";
import type { Deployment } from "../../../cli/deployment";
import { planReplay } from "../../../cli/replay/plan-replay";
import { cancelReplay, describeArchive, describeReplay, startReplay } from "../../../cli/replay/replay-archive";
import { findLeftRules, findPace, removeReplayRules } from "../../../cli/replay/replay-rules";
import type { ArchiveView, ReplayView } from "../../model/replay";
import { BackgroundReplays } from "../background-replays";
import type { Clients } from "../open-clients";
import type { Route } from "../route";

/** Replays of the archive, and what ends those that need somebody to. */
export function openReplays(
    { eventBridge, lambda }: Clients,
    { outputs, aws }: Deployment,
): { routes: Route[]; close: () => Promise<void> } {
    const { settleMs, pauseMs } = findPace(aws);
    const background = new BackgroundReplays(eventBridge, settleMs, pauseMs);

    async function start(body: unknown): Promise<{ name: string }> {
        const { from, to, only, types } = body as Record<string, unknown>;
        if (typeof from !== "number" || typeof to !== "number" || !(from < to)) {
            throw new CommandError("From when to when? The start must come before the end.");
        }
        const archive = await describeArchive(eventBridge, outputs.archiveName);
        await removeReplayRules(
            eventBridge,
            outputs.busName,
            await findLeftRules(eventBridge, outputs.busName, settleMs),
        );
        const chosen = typeof types === "string" ? types.split(/[\s,]+/).filter((one) => one !== "") : [];
        const wish = {
            name: `console-${new Date().toISOString().replace(/[:.]/g, "-")}`,
            from,
            to,
            ...(typeof only === "string" && only !== "" && { only: [only] }),
            ...(chosen.length > 0 && { types: chosen }),
        };
        const plan = await planReplay({ events: eventBridge, lambda }, archive, outputs, wish, settleMs);
        if (plan.temporary === undefined) {
            await startReplay(eventBridge, archive, plan);
        } else {
            background.begin(archive, plan);
        }
        return { name: plan.name };
    }

    const routes: Route[] = [
        {
            method: "GET",
            path: "/archive",
            async answer(): Promise<ArchiveView> {
                const { retentionDays, events } = await describeArchive(eventBridge, outputs.archiveName);
                return { name: outputs.archiveName, retentionDays, events };
            },
        },
        { method: "POST", path: "/replays", answer: ({ body }) => start(body) },
        {
            method: "GET",
            path: "/replays/:name",
            async answer({ params: { name = "" } }): Promise<ReplayView> {
                return { name, ...(background.find(name) ?? (await describeReplay(eventBridge, name))) };
            },
        },
        {
            method: "POST",
            path: "/replays/:name/cancel",
            async answer({ params: { name = "" } }) {
                if (!background.cancel(name)) {
                    await cancelReplay(eventBridge, name);
                }
                return {};
            },
        },
    ];
    return { routes, close: () => background.close() };
}
