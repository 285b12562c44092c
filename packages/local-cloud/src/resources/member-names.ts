import type { Properties } from "./resource-type";

/** A part of a resource as AWS's APIs have it: Pulumi's names, at any depth, each with a capital. */
export function toMembers(part: unknown): unknown {
    return rename(part, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

/** The same the other way round: AWS's names with a small letter. */
export function toProperties(part: object): Properties {
    return rename(part, (name) => name.charAt(0).toLowerCase() + name.slice(1)) as Properties;
}

function rename(part: unknown, change: (name: string) => string): unknown {
    if (Array.isArray(part)) {
        return part.map((each) => rename(each, change));
    }
    if (typeof part !== "object" || part === null) {
        return part;
    }
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [change(name), rename(value, change)]));
}
