import { runCommand, type Output } from "local-cloud/command";

import { pauseCommand, type PauseOptions } from "./pause/options";
import { runPause } from "./pause/run-pause";

/**
 * `npm run pause`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function pause(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        pauseCommand(),
        args,
        (command, terminal) => runPause(command.args[0] ?? "", command.opts<PauseOptions>(), terminal),
        { output, errors },
    );
}
