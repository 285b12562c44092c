import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

import type { Check } from "./check";
import type { GatewaySettings } from "./check-account";
import { checkSettings } from "./check-settings";

interface ConfigFile {
    name?: string;
    config?: Record<string, unknown>;
}

/**
 * @param folder the project's
 * @param stack a stack's name, also as `organization/project/name`; without one, that of this machine
 */
export function lookAtSettings(folder: string, stack: string | undefined): Check[] {
    const project = readYaml(path.join(folder, "Pulumi.yaml"));
    if (project?.name === undefined) {
        return [{ area: "settings", verdict: "wrong", text: `${folder} has no Pulumi.yaml with a project's name` }];
    }
    const name = stack?.split("/").at(-1) ?? "dev";
    return checkSettings({
        project: project.name,
        declared: Object.keys(project.config ?? {}),
        stack: name,
        config: readYaml(path.join(folder, `Pulumi.${name}.yaml`))?.config,
        isLocal: stack === undefined,
    });
}

/**
 * A stack's region and what API Gateway's logs depend on, from its file; without one, as the program has it.
 *
 * @param stack its name, also as `organization/project/name`
 */
export function readGatewaySettings(folder: string, stack: string): GatewaySettings & { region: string | undefined } {
    const name = stack.split("/").at(-1);
    const { config = {} } = readYaml(path.join(folder, `Pulumi.${name}.yaml`)) ?? {};
    const own = (key: string) =>
        Object.entries(config).find(([one]) => one.split(":").at(-1) === key && !one.startsWith("aws:"))?.[1];
    const region = config["aws:region"];
    return {
        hasWebhook: String(own("webhook")) !== "false",
        managesLogs: String(own("manageApiGatewayLogs")) === "true",
        region: typeof region === "string" ? region : undefined,
    };
}

function readYaml(file: string): ConfigFile | undefined {
    return existsSync(file) ? ((parse(readFileSync(file, "utf8")) ?? {}) as ConfigFile) : undefined;
}
