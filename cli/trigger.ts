import { runCommand, type Output } from "local-cloud/command";
import { triggerCommand, type TriggerOptions } from "./trigger/options";

/**
 * `npm run trigger -- <event type>`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function trigger(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        triggerCommand(),
        args,
        (command, terminal) => {
            // Loaded once it is needed, which --help does not. Not `import`, which is left to Node here.
            // oxlint-disable-next-line typescript/no-require-imports
            const { runTrigger } = require("./trigger/run") as typeof import("./trigger/run");
            return runTrigger(command.args[0], command.opts<TriggerOptions>(), terminal);
        },
        { output, errors },
    );
}
