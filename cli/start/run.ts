import path from "node:path";

import { Cloud, type Observe, type Project, readProject, systemClock } from "local-cloud";
import { CommandError } from "../command-error";
import type { Terminal } from "../terminal";
import { LiveProgram } from "./live-program";
import { openLive } from "./live/open-live";
import type { StartOptions } from "./options";
import { showNews, showReady } from "./show";
import { ephemeralSigningSecret, localSigningSecret } from "./signing-secret";

/** The stack whose settings the system on this machine has. */
const stack = "dev";

/**
 * Runs a program on this machine until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runStart(options: StartOptions, terminal: Terminal): Promise<void> {
    const interrupted = interruption();
    const folder = options.ephemeral ? undefined : path.resolve(options.data);
    const signingSecret = folder === undefined ? ephemeralSigningSecret() : await localSigningSecret(folder);
    const readLocalProject = () => readProjectWith(options.program, signingSecret);
    const project = readLocalProject();
    const live = openLive(terminal, {
        project: project.folder,
        speed: options.speed,
        quiet: options.quiet ?? false,
        findName: (functionName) => program.functionName(functionName),
    });
    const cloud = await startCloud(options, folder, project, live.observe);
    const program = new LiveProgram({
        cloud,
        readProject: readLocalProject,
        buildInfo: folder && path.join(folder, "program.tsbuildinfo"),
        signal: interrupted.signal,
        strict: options.strict,
        report: (news) => showNews(terminal, news),
    });
    try {
        await program.start();
        showReady(terminal, cloud, {
            name: project.name,
            signingSecret: await verifyingSecret(cloud, signingSecret),
            options,
        });
        live.begin();
        await interrupted.happened;
        terminal.line("\nStopping.");
    } catch (error) {
        if (!interrupted.signal.aborted) {
            throw error;
        }
    } finally {
        await program.stop();
        await cloud.stop();
        live.end();
    }
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

async function startCloud(
    options: StartOptions,
    folder: string | undefined,
    { config }: Project,
    observe: Observe,
): Promise<Cloud> {
    try {
        return await Cloud.start({
            folder,
            gatewayPort: options.port,
            awsPort: options.awsPort,
            region: config["aws:region"] ?? "us-east-1",
            clock: systemClock(options.speed),
            observe,
        });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}

/** Ctrl-C, or being told to end. */
function interruption(): { signal: AbortSignal; happened: Promise<void> } {
    const controller = new AbortController();
    const happened = new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
            process.once(signal, () => {
                controller.abort();
                resolve();
            });
        }
    });
    return { signal: controller.signal, happened };
}
