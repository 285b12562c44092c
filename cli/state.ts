import { runCommand, type Output } from "local-cloud/command";
import { stateCommand, type StateOptions } from "./state/options";

/**
 * `npm run state -- ID`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function state(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        stateCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runState } = require("./state/run") as typeof import("./state/run");
            return runState(command.args[0] ?? "", command.opts<StateOptions>(), terminal);
        },
        { output, errors },
    );
}
