import { CommandError } from "local-cloud/command";
import type { Deployment } from "../../../cli/deployment";
import {
    cancelReplay,
    describeArchive,
    describeReplay,
    findRules,
    startReplay,
} from "../../../cli/replay/replay-archive";
import type { ArchiveView, ReplayView } from "../../model/replay";
import type { Clients } from "../open-clients";
import type { Route } from "../route";

/** Replays of the archive. */
export function replayRoutes({ eventBridge }: Clients, { outputs }: Deployment): Route[] {
    async function start(body: unknown): Promise<{ name: string }> {
        const { from, to, only } = body as Record<string, unknown>;
        if (typeof from !== "number" || typeof to !== "number" || !(from < to)) {
            throw new CommandError("From when to when? The start must come before the end.");
        }
        const archive = await describeArchive(eventBridge, outputs.archiveName);
        const functionName =
            typeof only === "string" && only !== "" ? outputs.functions[only]?.functionName : undefined;
        const ruleArns = functionName === undefined ? [] : await findRules(eventBridge, archive.busArn, functionName);
        if (typeof only === "string" && only !== "" && ruleArns.length === 0) {
            throw new CommandError(`No rule of the bus calls "${only}".`);
        }
        const name = `console-${new Date().toISOString().replace(/[:.]/g, "-")}`;
        await startReplay(eventBridge, archive, { name, from, to, ruleArns });
        return { name };
    }

    return [
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
                return { name, ...(await describeReplay(eventBridge, name)) };
            },
        },
        {
            method: "POST",
            path: "/replays/:name/cancel",
            async answer({ params: { name = "" } }) {
                await cancelReplay(eventBridge, name);
                return {};
            },
        },
    ];
}
