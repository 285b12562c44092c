import type { ResourceType } from "../resources/resource-type";
import { holdsUnknown, isArchive, isAsset, isObject, isSecret, resourceId } from "./engine-properties";

/** What the engine's driver notes among the inputs: the properties that it made up, as Pulumi's own providers do. */
export const madeUpKey = "__defaults";

/**
 * A property as text that is the same for whatever means the same: secrets without their wrapping, resources as their
 * ids, archives as their hashes, keys in order, documents without their spacing, sets in order, and what may be said in several ways in one. Undefined when there is
 * none.
 */
export function comparable(
    { canonical = {}, documents = [], sets = [] }: Pick<ResourceType, "canonical" | "documents" | "sets">,
    property: string,
    value: unknown,
): string | undefined {
    let form = normal(value);
    if (documents.includes(property)) {
        form = normal(parsed(form));
    }
    if (form !== undefined && !holdsUnknown(form) && canonical[property] !== undefined) {
        form = normal(canonical[property](form));
    }
    if (sets.includes(property) && Array.isArray(form)) {
        form = (form as unknown[]).map((part) => JSON.stringify(part)).sort();
    }
    return JSON.stringify(form);
}

function normal(value: unknown): unknown {
    if (isSecret(value)) {
        return normal(value.value);
    }
    if (isArchive(value) || isAsset(value)) {
        return value.hash ?? value;
    }
    const id = resourceId(value);
    if (id !== undefined) {
        return id;
    }
    if (Array.isArray(value)) {
        return value.map(normal);
    }
    if (!isObject(value)) {
        return value ?? undefined;
    }
    const keys = Object.keys(value).filter((key) => key !== madeUpKey && value[key] !== null);
    return Object.fromEntries(keys.sort().map((key) => [key, normal(value[key])]));
}

function parsed(value: unknown): unknown {
    try {
        return typeof value === "string" ? JSON.parse(value) : value;
    } catch {
        return value;
    }
}
