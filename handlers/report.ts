import type { Outcome } from "./billing/outcome";
import type { ItemWrite } from "./billing/stored-item";
import type { Recorded } from "./record";
import type { Telemetry } from "./telemetry";

/** The metric that counts each outcome. */
const metrics: Readonly<Record<Outcome, string>> = {
    applied: "EventsApplied",
    duplicate: "EventsDuplicate",
    stale: "EventsStale",
    ambiguous: "EventsAmbiguous",
    ignored: "EventsIgnored",
};

/** Makes the function that tells log and metrics what became of an event. */
export function createReport(telemetry: Telemetry) {
    return (
        { id: eventId, type: eventType, endpoint }: Pick<ItemWrite, "id" | "type" | "endpoint">,
        { outcome, reason, ...ids }: Recorded & { snapshotEventId?: string },
    ): void => {
        telemetry.info(outcome, { eventId, eventType, ...ids, endpoint, reason });
        telemetry.count(metrics[outcome]);
    };
}
