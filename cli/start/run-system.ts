import path from "node:path";

import { type Cloud, type Project, runCloud } from "local-cloud";
import type { ProgramEvaluator, Terminal } from "local-cloud/command";
import { openLive } from "./live/open-live";
import type { StartOptions } from "./options";
import { showReady } from "./show";

/** What is known before anything is started. */
export interface SystemSettings {
    options: StartOptions;
    /** Where everything is kept; undefined keeps nothing. */
    folder: string | undefined;
    signingSecret: string;
    project: Project;
    readProject: () => Project;
    /** Has begun to load the program's packages. */
    evaluator: ProgramEvaluator;
}

/**
 * Runs the local cloud, and the program in it, until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runSystem(settings: SystemSettings, terminal: Terminal): Promise<void> {
    const { options, folder, signingSecret, project, readProject, evaluator } = settings;
    await runCloud(terminal, {
        evaluator,
        readProject,
        folder,
        gatewayPort: options.port,
        awsPort: options.awsPort,
        region: project.config["aws:region"] ?? "us-east-1",
        speed: options.speed,
        strict: options.strict,
        buildInfo: folder && path.join(folder, "program.tsbuildinfo"),
        openView: (findName) =>
            openLive(terminal, {
                project: project.folder,
                speed: options.speed,
                quiet: options.quiet ?? false,
                findName,
            }),
        showReady: async (cloud) =>
            showReady(terminal, cloud, {
                name: project.name,
                signingSecret: await verifyingSecret(cloud, signingSecret),
                options,
            }),
    });
}

/** What the receiver verifies with: whoever rotated the stack's secret, Secrets Manager has it, and not the settings. */
async function verifyingSecret(cloud: Cloud, setting: string): Promise<string> {
    const signingSecretArn = cloud.stackOutputs.signingSecretArn as string | undefined;
    if (signingSecretArn === undefined) {
        return setting;
    }
    const { SecretString } = await cloud.call<{ SecretString?: string }>(cloud.secrets, "GetSecretValue", {
        SecretId: signingSecretArn,
    });
    return SecretString ?? setting;
}
