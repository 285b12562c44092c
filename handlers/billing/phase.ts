import { isEnd } from "./lifecycle";
import type { ObjectEvent } from "./object-event";

/**
 * An event's place within its second that its type alone gives away: an object is created (0) before anything else
 * happens to it (1); a subscription's end (2) comes after that; what changes once it has ended comes last (3).
 */
export function findPhase(event: ObjectEvent): number {
    if (event.type.endsWith(".created")) {
        return 0;
    }
    if (!isEnd(event.kind, event.object.status)) {
        return 1;
    }
    if (event.type.endsWith(".deleted")) {
        return 2;
    }
    return event.previous !== undefined && event.previous.status === undefined ? 3 : 1;
}
