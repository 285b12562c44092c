import { runCommand, type Output } from "local-cloud/command";
import { consoleCommand, type ConsoleCommandOptions } from "./console/options";

/**
 * `npm run console`: the web console, until it is interrupted.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function console(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        consoleCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runConsole } = require("./console/run") as typeof import("./console/run");
            return runConsole(command.opts<ConsoleCommandOptions>(), terminal);
        },
        { output, errors },
    );
}
