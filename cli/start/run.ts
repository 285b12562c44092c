import path from "node:path";

import { Cloud } from "../../local/cloud";
import { evaluateProgram, ProgramError } from "../../local/program";
import { type Project, readProject } from "../../local/project";
import { ResourceFailure } from "../../local/reconcile";
import { CommandError } from "../command-error";
import type { Terminal } from "../terminal";
import type { StartOptions } from "./options";
import { localSigningSecret } from "./signing-secret";

/** The stack whose settings the system on this machine has. */
const stack = "dev";

/**
 * Runs the program of the working directory on this machine until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runStart(options: StartOptions, terminal: Terminal): Promise<void> {
    const interrupted = interruption();
    const folder = path.resolve(options.data);
    const signingSecret = await localSigningSecret(folder);
    const project = readLocalProject(signingSecret);
    const cloud = await startCloud(options, folder, project);
    try {
        await bringUp(cloud, project, interrupted.signal);
        if (!interrupted.signal.aborted) {
            show(terminal, cloud, { signingSecret, options });
            await interrupted.happened;
        }
    } finally {
        terminal.line("\nStopping.");
        await cloud.stop();
    }
}

function readLocalProject(signingSecret: string): Project {
    try {
        return readProject(process.cwd(), stack, { "stripe-eventbridge:signingSecret": signingSecret });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}

async function startCloud(options: StartOptions, folder: string, { config }: Project): Promise<Cloud> {
    try {
        return await Cloud.start({
            folder,
            gatewayPort: options.port,
            awsPort: options.awsPort,
            region: config["aws:region"] ?? "us-east-1",
        });
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const held = code === "LEVEL_DATABASE_NOT_OPEN" || code === "LEVEL_LOCKED";
        throw new CommandError(
            held ? `${folder} is in use by another "npm start": end it, or take another folder with --data` : message,
        );
    }
}

async function bringUp(cloud: Cloud, project: Project, signal: AbortSignal): Promise<void> {
    try {
        await cloud.apply(await evaluateProgram(project, cloud.place, signal));
    } catch (error) {
        if (signal.aborted) {
            return;
        }
        if (error instanceof ProgramError) {
            throw new CommandError(`the program does not evaluate:\n${error.message}`);
        }
        if (error instanceof ResourceFailure) {
            throw new CommandError(`the local cloud refuses what the program declares: ${error.message}`);
        }
        throw error;
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

function show(
    terminal: Terminal,
    cloud: Cloud,
    { signingSecret, options }: { signingSecret: string; options: StartOptions },
): void {
    const { awsUrl } = cloud.place;
    const outputs = cloud.stackOutputs;
    const elsewhere = awsUrl.endsWith(":4566") ? "" : ` --aws-endpoint ${awsUrl}`;
    const row = (name: string, value: string) => terminal.line(`  ${name.padEnd(16)} ${terminal.style(value, "cyan")}`);
    terminal.line(terminal.style("stripe-eventbridge runs on this machine.", "bold"));
    terminal.line();
    row("Webhook", String(outputs.webhookUrl));
    row("AWS endpoint", awsUrl);
    row("Signing secret", signingSecret);
    row("Kept in", options.data);
    terminal.line();
    terminal.line("Send it an event, in a second terminal:");
    terminal.line(`  ${terminal.style(`npm run trigger -- customer.subscription.created${elsewhere}`, "green")}`);
    terminal.line();
    terminal.line(terminal.style("Ctrl-C stops it.", "dim"));
    terminal.result({ status: "ready", awsEndpoint: awsUrl, signingSecret, data: options.data, outputs });
}
