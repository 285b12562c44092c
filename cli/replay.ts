import { runCommand, type Output } from "local-cloud/command";

import { replayCommand, type ReplayOptions } from "./replay/options";
import { runReplay } from "./replay/run";

/**
 * `npm run replay`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function replay(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        replayCommand(),
        args,
        (command, terminal) => runReplay(command.opts<ReplayOptions>(), terminal),
        { output, errors },
    );
}
