import type { ResourceType } from "../resources/resource-type";
import { comparable, madeUpKey } from "./comparable";
import { listMadeUp } from "./auto-name";
import { type EngineProperties } from "./engine-properties";

/** What became of an input property. */
export interface PropertyChange {
    kind: "add" | "delete" | "update";
    /** Whether it makes Pulumi create the resource anew. */
    replaces: boolean;
}

/** What stands between a resource as it is and as the program wants it. */
export interface Difference {
    /** By input property. */
    changes: Record<string, PropertyChange>;
    /** The properties that make Pulumi create it anew. */
    replaces: string[];
    /** A name that the program gives can be had by one resource at a time. */
    deleteBeforeReplace: boolean;
}

/** @param ignored input properties that the program says to leave (`ignoreChanges`), the first part of their path */
export function difference(
    type: ResourceType,
    {
        oldInputs,
        oldOutputs,
        news,
    }: { oldInputs: EngineProperties; oldOutputs: EngineProperties; news: EngineProperties },
    ignored: readonly string[] = [],
): Difference {
    const changes: Record<string, PropertyChange> = {};
    for (const property of new Set([...Object.keys(oldInputs), ...Object.keys(news)])) {
        if (property === madeUpKey || ignored.includes(property)) {
            continue;
        }
        const before = comparable(type, property, oldInputs[property]);
        const after = comparable(type, property, news[property]);
        // Saying what AWS had filled in by itself changes nothing.
        const known = before ?? comparable(type, property, oldOutputs[property]);
        if (before !== after && !(after !== undefined && after === known)) {
            const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
            changes[property] = { kind, replaces: type.replaces?.includes(property) ?? false };
        }
    }
    const replaces = Object.keys(changes).filter((property) => changes[property]?.replaces);
    const { autoName } = type;
    return {
        changes,
        replaces,
        deleteBeforeReplace:
            replaces.length > 0 &&
            autoName !== undefined &&
            !listMadeUp(news).includes(autoName.property) &&
            changes[autoName.property] === undefined,
    };
}
