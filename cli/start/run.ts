import path from "node:path";

import { type Cloud, type Project, readProject, runCloud } from "local-cloud";
import { CommandError, type Terminal } from "local-cloud/command";
import { openLive } from "./live/open-live";
import type { StartOptions } from "./options";
import { showReady } from "./show";
import { ephemeralSigningSecret, localSigningSecret } from "./signing-secret";

/** The stack whose settings the system on this machine has. */
const stack = "dev";

/**
 * Runs a program on this machine until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runStart(options: StartOptions, terminal: Terminal): Promise<void> {
    const folder = options.ephemeral ? undefined : path.resolve(options.data);
    const signingSecret = folder === undefined ? ephemeralSigningSecret() : await localSigningSecret(folder);
    const readLocalProject = () => readProjectWith(options.program, signingSecret);
    const project = readLocalProject();
    await runCloud(terminal, {
        readProject: readLocalProject,
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

function readProjectWith(program: string, signingSecret: string): Project {
    try {
        return readProject(path.resolve(program), stack, { signingSecret });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}
