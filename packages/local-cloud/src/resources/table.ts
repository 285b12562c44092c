import { readdirSync } from "node:fs";
import path from "node:path";

import { findTypes } from "./find-types";
import type { Declared, ResourceType } from "./resource-type";

const services = path.join(__dirname, "../services");

/** Every resource type that the local cloud knows, by Pulumi's type token. */
const table = findTypes([
    ...readdirSync(services).map((service) => path.join(services, service, "resources")),
    path.join(__dirname, "inert"),
]);

/** Pulumi's tokens of every resource type that the local cloud knows, in order. */
export function knownTypes(): string[] {
    return [...table.keys()].sort();
}

export function isKnown(type: string): boolean {
    return table.has(type);
}

/**
 * What the type of a declared resource means here.
 *
 * @throws Error naming the type and the resource when the local cloud does not know it
 */
export function resourceType({ type, name }: Pick<Declared, "type" | "name">): ResourceType {
    const found = table.get(type);
    if (found === undefined) {
        throw new Error(
            `the local cloud does not know the resource type ${type} (resource "${name}"). It knows: ` +
                knownTypes().join(", "),
        );
    }
    return found;
}
