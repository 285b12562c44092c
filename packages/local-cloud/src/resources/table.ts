import { readdirSync } from "node:fs";
import path from "node:path";

import type { Declared, ResourceType } from "./resource-type";
import { ResourceTypes } from "./resource-types";

const services = path.join(__dirname, "../services");

/** Every resource type that the local cloud knows. */
const table = new ResourceTypes([
    ...readdirSync(services).map((service) => path.join(services, service, "resources")),
    path.join(__dirname, "inert"),
]);

/** Pulumi's tokens of every resource type that the local cloud knows, in order. */
export function knownTypes(): string[] {
    return table.tokens();
}

export function isKnown(type: string): boolean {
    return table.find(type) !== undefined;
}

/**
 * What the type of a declared resource means here.
 *
 * @throws Error naming the type and the resource when the local cloud does not know it
 */
export function resourceType({ type, name }: Pick<Declared, "type" | "name">): ResourceType {
    const found = table.find(type);
    if (found === undefined) {
        throw new Error(
            `the local cloud does not know the resource type ${type} (resource "${name}"). It knows: ` +
                knownTypes().join(", "),
        );
    }
    return found;
}
