import { runCommand, type Output } from "local-cloud/command";

import { resumeCommand, type ResumeOptions } from "./pause/options";
import { runResume } from "./pause/run-resume";

/**
 * `npm run resume`.
 *
 * @param args what comes after the command's name
 * @returns the exit code
 */
export async function resume(args: readonly string[], output?: Output, errors?: Output): Promise<number> {
    return runCommand(
        resumeCommand(),
        args,
        (command, terminal) => runResume(command.args[0] ?? "", command.opts<ResumeOptions>(), terminal),
        { output, errors },
    );
}
