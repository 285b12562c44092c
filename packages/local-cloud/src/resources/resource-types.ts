import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

import type { ResourceType } from "./resource-type";

/**
 * The resource types that the modules in some folders define, each as its export `definition`. The module of
 * `aws:sqs/queuePolicy:QueuePolicy` is `queue-policy.ts`, so that a type is loaded without the others; modules without a
 * definition are what several types share.
 */
export class ResourceTypes {
    private readonly files: readonly string[];
    private readonly found = new Map<string, ResourceType | undefined>();

    constructor(folders: readonly string[]) {
        this.files = folders.filter(existsSync).flatMap(modulesIn);
    }

    /**
     * @param type Pulumi's token
     * @throws Error naming both files when two define the type
     */
    find(type: string): ResourceType | undefined {
        if (!this.found.has(type)) {
            this.found.set(type, this.load(type));
        }
        return this.found.get(type);
    }

    /**
     * Pulumi's tokens of all, in order. Loads every module.
     *
     * @throws Error naming the file of a type that is not found by its name
     */
    tokens(): string[] {
        const types = this.files.flatMap((file) => {
            const type = readDefinition(file)?.type;
            if (type !== undefined && moduleName(type) !== nameOf(file)) {
                throw new Error(`${file} defines ${type}, which is looked for in ${moduleName(type)}.ts`);
            }
            return type ?? [];
        });
        return types.sort();
    }

    private load(type: string): ResourceType | undefined {
        const named = this.files.filter((file) => nameOf(file) === moduleName(type));
        const [file, ...others] = named.filter((one) => readDefinition(one)?.type === type);
        if (others.length > 0) {
            throw new Error(`${type} is defined twice: in ${[file, ...others].join(" and in ")}`);
        }
        return file === undefined ? undefined : readDefinition(file);
    }
}

function modulesIn(folder: string): string[] {
    return readdirSync(folder)
        .filter((name) => /^[^.]+\.[jt]s$/.test(name))
        .sort()
        .map((name) => path.join(folder, name));
}

const nameOf = (file: string) => path.parse(file).name;

/** `queue-policy` for `aws:sqs/queuePolicy:QueuePolicy`. */
function moduleName(type: string): string {
    const [, kind = ""] = /\/(\w+):/.exec(type) ?? [];
    return kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readDefinition(file: string): ResourceType | undefined {
    // oxlint-disable-next-line typescript/no-require-imports -- a type is known by being in its folder
    return (require(file) as { definition?: ResourceType }).definition;
}
