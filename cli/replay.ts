import { runCommand, type Output } from "local-cloud/command";

import { replayCommand, type ReplayOptions } from "./replay/options";

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
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runReplay } = require("./replay/run") as typeof import("./replay/run");
            return runReplay(command.opts<ReplayOptions>(), terminal);
        },
        { output, errors },
    );
}
