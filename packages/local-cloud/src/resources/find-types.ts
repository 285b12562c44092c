import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import type { ResourceType } from "./resource-type";

/**
 * The resource types that the modules in these folders define, each as its export `definition`, by Pulumi's type token.
 * Modules without one are what several types share.
 *
 * @throws Error naming both files when two define the same type
 */
export function findTypes(folders: readonly string[]): ReadonlyMap<string, ResourceType> {
    const types = new Map<string, ResourceType>();
    const files = new Map<string, string>();
    for (const file of folders.filter(existsSync).flatMap(modulesIn)) {
        // oxlint-disable-next-line typescript/no-require-imports -- a type is known by being in its folder
        const { definition } = require(file) as { definition?: ResourceType };
        if (definition !== undefined) {
            const { type } = definition;
            if (types.has(type)) {
                throw new Error(`${type} is defined twice: in ${files.get(type)} and in ${file}`);
            }
            types.set(type, definition);
            files.set(type, file);
        }
    }
    return types;
}

function modulesIn(folder: string): string[] {
    return readdirSync(folder)
        .filter((name) => /^[^.]+\.[jt]s$/.test(name))
        .sort()
        .map((name) => path.join(folder, name));
}
