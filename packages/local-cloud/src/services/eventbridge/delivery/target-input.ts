import type { PendingDelivery } from "../records";

/** What the local cloud has of EventBridge's JSON paths: members by their names, elements by their indices. */
export const inputPath = /^\$(\.[^.[\]*]+|\[\d+\])*$/;

/** What the target gets: the event, or what its Input or InputPath makes of it. */
export function buildTargetInput({ target, event }: Pick<PendingDelivery, "target" | "event">): string {
    if (target.Input !== undefined) {
        return target.Input;
    }
    return target.InputPath === undefined || target.InputPath === "$"
        ? event
        : JSON.stringify(findAt(target.InputPath, JSON.parse(event)) ?? null);
}

function findAt(path: string, event: unknown): unknown {
    const steps = path.match(/[^.[\]]+/g)?.slice(1);
    return steps?.reduce((value, step) => {
        // Of a list, its elements alone, and not its length.
        const isThere = typeof value === "object" && Object.prototype.propertyIsEnumerable.call(value ?? {}, step);
        return isThere ? (value as Record<string, unknown>)[step] : undefined;
    }, event);
}
