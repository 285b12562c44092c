import { once } from "node:events";

import { CommandError, type Terminal } from "local-cloud/command";
import { type Console, startConsole } from "../../console/server/start-console";
import { findDeployment } from "../deployment";
import type { ConsoleCommandOptions } from "./options";

/**
 * Serves the console until it is interrupted.
 *
 * @throws CommandError when there is no such deployment, or the port cannot be had
 */
export async function runConsole(options: ConsoleCommandOptions, terminal: Terminal): Promise<void> {
    // At once, so that what is wrong is said here and not in the browser.
    const deployment = await findDeployment(options);
    // The outputs of a local program change when it is saved; Pulumi takes seconds to give a stack's.
    const served = await serve(
        options,
        options.stack === undefined ? () => findDeployment(options) : async () => deployment,
    );
    terminal.result({ status: "ready", console: served.url });
    terminal.line(`The console of ${options.stack ?? "the local cloud"}: ${terminal.style(served.url, "cyan")}`);
    terminal.line(terminal.style("Ctrl-C stops it.", "dim"));
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    await Promise.race(signals.map((signal) => once(process, signal)));
    await served.close();
}

async function serve(
    { port, stack, stripeUrl, readOnly }: ConsoleCommandOptions,
    deployment: Parameters<typeof startConsole>[0]["findDeployment"],
): Promise<Console> {
    try {
        return await startConsole({
            port,
            findDeployment: deployment,
            readOnly,
            ...(stack === undefined ? { stripeUrl } : { stackName: stack }),
        });
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new CommandError(code === "EADDRINUSE" ? `the port ${port} is in use: --port takes another` : message);
    }
}
