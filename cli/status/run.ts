import { CommandError, type Output, type Terminal } from "local-cloud/command";
import { findDeployment } from "../deployment";
import { findProblems } from "./find-problems";
import type { StatusOptions } from "./options";
import { openStatusClients, readStatus } from "./read-status";
import { showStatus } from "./show";
import { watchStatus } from "./watch";

/**
 * Does what `npm run status` was asked to.
 *
 * @param now in milliseconds since the epoch
 * @throws CommandError when there is no deployment, or AWS refuses, or something is wrong and `--check` asked
 */
export async function runStatus(
    options: StatusOptions,
    terminal: Terminal,
    now: () => number,
    output: Output,
): Promise<void> {
    const { outputs, ...deployment } = await findDeployment(options);
    const clients = openStatusClients(deployment);
    const read = () => readStatus(clients, outputs, now()).catch(refuse);
    try {
        if (options.watch === true) {
            const everySeconds = options.every ?? (options.stack === undefined ? 2 : 60);
            await watchStatus(read, { everySeconds, options, output, json: terminal.json });
            return;
        }
        const status = await read();
        const problems = findProblems(status);
        terminal.result({ ...status, problems });
        showStatus(terminal, status, problems, { options });
        if (options.check === true && problems.some(({ level }) => level === "wrong")) {
            throw new CommandError("something is wrong, as --check was to find out");
        }
    } finally {
        clients.close();
    }
}

/** An error of the SDK in one sentence; a `TypeError` and its like stay as they are. */
function refuse(error: unknown): never {
    const { name, message, $metadata } = error as Error & { $metadata?: unknown };
    if ($metadata === undefined && name !== "CredentialsProviderError") {
        throw error;
    }
    throw new CommandError(`AWS does not tell: ${name}: ${message}`);
}
