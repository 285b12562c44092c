import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a Pulumi project and one of its stacks say, for a program that is evaluated without Pulumi's engine. */
export interface Project {
    name: string;
    stack: string;
    folder: string;
    /** The program's entry, absolute. */
    main: string;
    /** By full key, `project:key`. Structured values as JSON, as the engine gives them to a program. */
    config: Record<string, string>;
    secretKeys: string[];
}

interface ProjectFile {
    name?: unknown;
    main?: string;
    config?: Record<string, unknown>;
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.STACK.yaml` from `folder`. Values that are encrypted for the stack cannot be read
 * without Pulumi's own CLI and are left out; of a structured value that holds some, only these are not readable.
 *
 * @param overrides values that take precedence, some of them secret, by key; one without a namespace is the project's own
 * @throws Error naming the file, when one is missing or is not YAML of that shape
 */
export function readProject(
    folder: string,
    stack: string,
    overrides: Record<string, string | { secret: string }> = {},
): Project {
    const file = readYaml(path.join(folder, "Pulumi.yaml")) as ProjectFile | null;
    if (typeof file?.name !== "string") {
        throw new Error(`${path.join(folder, "Pulumi.yaml")} has no project name`);
    }
    const { name } = file;
    const config: Record<string, string> = {};
    const secretKeys: string[] = [];
    for (const [key, declared] of Object.entries(file.config ?? {})) {
        const full = fullKey(name, key);
        const schema = declared as { default?: unknown; value?: unknown; secret?: boolean } | null;
        const isSchema = typeof schema === "object" && schema !== null;
        const value = isSchema ? (schema.value ?? schema.default) : declared;
        if (isSchema && schema.secret === true) {
            secretKeys.push(full);
        }
        if (value !== undefined && value !== null) {
            config[full] = text(value);
        }
    }
    const stackPath = path.join(folder, `Pulumi.${stack}.yaml`);
    const stackFile = existsSync(stackPath)
        ? (readYaml(stackPath) as { config?: Record<string, unknown> } | null)
        : null;
    for (const [key, value] of Object.entries(stackFile?.config ?? {})) {
        const full = fullKey(name, key);
        if (isEncrypted(value)) {
            delete config[full];
            secretKeys.push(full);
        } else {
            config[full] = text(value);
            if (holdsEncrypted(value)) {
                secretKeys.push(full);
            }
        }
    }
    for (const [key, value] of Object.entries(overrides)) {
        const full = fullKey(name, key);
        config[full] = typeof value === "string" ? value : value.secret;
        if (typeof value !== "string") {
            secretKeys.push(full);
        }
    }
    const main = path.resolve(folder, file.main ?? "index.ts");
    return { name, stack, folder, main, config, secretKeys: [...new Set(secretKeys)] };
}

function readYaml(file: string): unknown {
    let content: string;
    try {
        content = readFileSync(file, "utf8");
    } catch {
        throw new Error(`${file} is missing: run this in the folder of a Pulumi project`);
    }
    // Loaded once it is needed: most commands read no project.
    // oxlint-disable-next-line typescript/no-require-imports
    const { parse } = require("yaml") as typeof import("yaml");
    try {
        return parse(content);
    } catch (error) {
        throw new Error(`${file} is not YAML: ${(error as Error).message}`);
    }
}

function fullKey(project: string, key: string): string {
    return key.includes(":") ? key : `${project}:${key}`;
}

function isEncrypted(value: unknown): boolean {
    return typeof value === "object" && value !== null && "secure" in value;
}

/** Of a structured value, its encrypted parts stay as they are: `{"secure": …}`. */
function holdsEncrypted(value: unknown): boolean {
    return (
        typeof value === "object" && value !== null && (isEncrypted(value) || Object.values(value).some(holdsEncrypted))
    );
}

function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}
