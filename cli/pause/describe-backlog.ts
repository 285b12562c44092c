import type { StackFunction } from "../deployment";
import { formatAge } from "../format-duration";
import { formatTime } from "../format-time";
import type { PauseState } from "./pause-function";

/** Where what comes for a paused subscription waits, and for how long each. */
export function describeWaiting({ backlog, keptSeconds }: PauseState): string {
    const kept = `each for ${formatAge(keptSeconds * 1000)}`;
    return backlog === "stream"
        ? `its changes wait in the table's stream, ${kept}`
        : `its events wait in its dead-letter queue, ${kept}`;
}

/** What becomes of what comes while a function is paused from now on, and until when it is kept. */
export function describeBacklog(name: string, { role }: StackFunction, { backlog, keptSeconds }: PauseState): string {
    const until = formatTime(Date.now() + keptSeconds * 1000);
    if (role === "sync") {
        return `runs that are due meanwhile are not made up for: run "npm run sync -- recover" once it goes on`;
    }
    if (role === "alert") {
        return `nobody is told of alarms by ${name}; what it would tell waits in the dead-letter queue of alerts until ${until}: run "npm run dlq -- redrive alerts" once it goes on`;
    }
    switch (backlog) {
        case "Stripe":
            return `Stripe sends what it refuses again, for three days in live mode: go on before ${until}`;
        case "stream":
            return `its changes wait in the table's stream: go on before ${until}, or the first of them are lost to it`;
        case "dead-letter queue":
            return `its events wait in its dead-letter queue, where the alarm ${name}-dead-letters tells of them: go on before ${until}, or the first of them are lost to it (not to the archive)`;
    }
}
