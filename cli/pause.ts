import { runCommand, type Output } from "local-cloud/command";

import { pauseCommand, type PauseOptions } from "./pause/options";

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
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runPause } = require("./pause/run-pause") as typeof import("./pause/run-pause");
            return runPause(command.args[0] ?? "", command.opts<PauseOptions>(), terminal);
        },
        { output, errors },
    );
}
