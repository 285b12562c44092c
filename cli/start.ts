import { runCommand, type Output } from "local-cloud/command";
import { startCommand, startOptions } from "./start/options";
import { runStart } from "./start/run";

/**
 * `npm start`: the whole system on this machine, until it is interrupted.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export function start(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(startCommand(), args, (command, terminal) => runStart(startOptions(command), terminal), {
        output,
        errors,
    });
}
