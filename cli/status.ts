import { runCommand, type Output } from "local-cloud/command";
import { statusCommand, type StatusOptions } from "./status/options";

/**
 * `npm run status`.
 *
 * @param args what comes after the command's name
 * @param now in milliseconds since the epoch. @default this machine's clock
 * @returns the exit code
 */
export async function status(
    args: readonly string[],
    output?: Output,
    errors?: Output,
    now: () => number = () => Date.now(),
): Promise<number> {
    return runCommand(
        statusCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runStatus } = require("./status/run") as typeof import("./status/run");
            return runStatus(command.opts<StatusOptions>(), terminal, now, output ?? process.stdout);
        },
        { output, errors },
    );
}
