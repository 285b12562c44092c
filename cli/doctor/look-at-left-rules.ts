import { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import type { Deployment } from "../deployment";
import { findLeftRules, findPace, removeReplayRules } from "../replay/replay-rules";
import type { Check } from "./check";

const area = "bus";

/**
 * Whether the bus has rules that a replay of some types left when it was killed.
 *
 * @param isMended whether they are removed
 */
export async function lookAtLeftRules({ aws, outputs }: Deployment, isMended: boolean): Promise<Check> {
    const events = new EventBridgeClient(aws);
    try {
        const left = await findLeftRules(events, outputs.busName, findPace(aws).settleMs);
        if (left.length === 0) {
            return { area, verdict: "ok", text: "no replay left a rule on the bus" };
        }
        const text = `a replay that was killed left ${left.join(", ")}`;
        if (!isMended) {
            const remedy = "npm run doctor -- --mend; the next replay removes it too";
            return { area, verdict: "warning", text: `${text}, which matches nothing any more`, remedy };
        }
        await removeReplayRules(events, outputs.busName, left);
        return { area, verdict: "ok", text: `${text}: removed` };
    } catch (error) {
        const { name, message } = error as Error;
        if (!/AccessDenied/.test(name)) {
            throw error;
        }
        const text = `your AWS credentials may not look for rules that a replay left: ${message}`;
        return { area, verdict: "unknown", text, remedy: "allow what docs/operating.md lists for replay --types" };
    } finally {
        events.destroy();
    }
}
