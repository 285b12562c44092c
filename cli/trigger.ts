import { runCommand, type Output } from "local-cloud/command";
import { triggerCommand, type TriggerOptions } from "./trigger/options";
import { runTrigger } from "./trigger/run";

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
        (command, terminal) => runTrigger(command.args[0], command.opts<TriggerOptions>(), terminal),
        { output, errors },
    );
}
