import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";

import { type Project, readProject } from "local-cloud";
import { CommandError } from "local-cloud/command";

/** Settings by full key. */
export type StackConfig = Record<string, { value: string; secret: boolean }>;

/** The project and stack of a program, without what ties them to a person's own Pulumi. */
export interface ThrowawayProject {
    project: Project;
    /** The stack's own plain settings; secrets, which only their owner can read, are made up. */
    config: StackConfig;
    /** Keys of the secrets that were made up. */
    madeUp: string[];
}

/** @throws CommandError when `folder` holds no Pulumi project, or it has no such stack */
export function readThrowawayProject(folder: string, stack: string): ThrowawayProject {
    let project: Project;
    try {
        project = readProject(folder, stack);
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
    const config: StackConfig = {};
    for (const [key, value] of Object.entries(project.config)) {
        const secret = project.secretKeys.includes(key);
        config[key] = { value: secret ? fillIn(value) : value, secret };
    }
    // Pulumi.yaml does not declare it, as a stack that registers its endpoint has none.
    const secretKeys = new Set([...project.secretKeys, `${project.name}:signingSecret`]);
    const madeUp = [...secretKeys].filter((key) => !config[key]?.value);
    for (const key of madeUp) {
        config[key] = { value: key.endsWith("ApiKey") ? newApiKey() : newSecret(), secret: true };
    }
    // The single secret that is made up is the default endpoint's.
    const named = config[`${project.name}:signingSecrets`];
    if (named !== undefined) {
        const { default: _single, ...others } = JSON.parse(named.value) as Record<string, string>;
        named.value = JSON.stringify(others);
    }
    // There is no Stripe in a rehearsal; the endpoint's secret is made up, as others are.
    const registers = `${project.name}:registerEndpoint`;
    if (config[registers] !== undefined) {
        config[registers] = { value: "false", secret: false };
    }
    return { project, config, madeUp };
}

/** A secret's value, with what is encrypted in a structured one made up. */
function fillIn(value: string): string {
    const isEncrypted = (part: unknown) => typeof part === "object" && part !== null && "secure" in part;
    try {
        const filled: unknown = JSON.parse(value, (_key, part: unknown) => (isEncrypted(part) ? newSecret() : part));
        return typeof filled === "object" ? JSON.stringify(filled) : value;
    } catch {
        return value;
    }
}

/** In the form of Stripe's signing secrets, long enough to be found by chance nowhere. */
export function newSecret(): string {
    return `whsec_${randomBytes(24).toString("hex")}`;
}

/** In the form of Stripe's API keys. */
function newApiKey(): string {
    return `rk_test_${randomBytes(24).toString("hex")}`;
}

/** Writes the project file for the engine to `workFolder`; the program stays where it is. */
export async function writeProjectFile({ project }: ThrowawayProject, workFolder: string): Promise<void> {
    const { name, config } = parse(await readFile(path.join(project.folder, "Pulumi.yaml"), "utf8")) as {
        name: string;
        config?: object;
    };
    await mkdir(workFolder, { recursive: true });
    // The engine takes relative paths, as assets have them, for those below the folder of `main`.
    const { folder: main } = project;
    await writeFile(path.join(workFolder, "Pulumi.yaml"), stringify({ name, runtime: "nodejs", main, config }));
}
