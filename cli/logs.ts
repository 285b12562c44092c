import { runCommand, type Output } from "local-cloud/command";
import { logsCommand, type LogsOptions } from "./logs/options";

/**
 * `npm run logs -- FUNCTION`.
 *
 * @param args what comes after the command's name
 * @param signal ends --follow. @default Ctrl-C
 * @returns the exit code
 */
export async function logs(
    args: readonly string[],
    output?: Output,
    errors?: Output,
    signal?: AbortSignal,
): Promise<number> {
    return runCommand(
        logsCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runLogs } = require("./logs/run") as typeof import("./logs/run");
            return runLogs(command.args[0], command.opts<LogsOptions>(), terminal, signal);
        },
        { output, errors },
    );
}
